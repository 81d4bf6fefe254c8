import type { Grammar } from '../change.ts';
import { NODES } from './places.ts';

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
const PRIORITIES = [-350, -150, -1, 0, 10, 150] as const;
const MATCHES = [
  'ip saddr 10.244.1.2',
  'ip daddr { 10.244.2.2, 10.244.1.3 }',
  'ip daddr != 10.244.0.0/16',
  'tcp dport 8080',
  'tcp dport { 80, 8000-8090 }',
  'udp dport 53',
  'icmp type echo-request',
  'ct state new',
  'ct state established',
  'meta l4proto tcp',
  'meta mark & 0x4000 == 0x4000',
  'ip saddr . tcp dport { 10.244.1.2 . 8080 }',
  'fib daddr type local',
] as const;
const STATEMENTS = ['drop', 'accept', 'counter drop', 'meta mark set 0x10', 'reject'] as const;

/** A native table with one base chain. */
export const nftRules: Grammar = (random) => {
  const target = random.pick(NODES);
  const family = random.pick(['ip', 'inet']);
  const hook = random.pick(HOOKS);
  const name = `t${random.below(1_000_000)}`;
  const rule = `${random.pick(MATCHES)} ${random.chance(0.3) ? `${random.pick(MATCHES)} ` : ''}`;
  const statement = random.pick(STATEMENTS);
  const chain = `chain c { type filter hook ${hook} priority ${random.pick(PRIORITIES)}; policy accept; ${rule}${statement}; }`;
  return { construct: `nft ${statement}`, target, sh: `nft 'table ${family} ${name} { ${chain} }'` };
};
