import type { Grammar } from '../change.ts';
import { CLIENT_POD, NODES } from './places.ts';

const KINDS = ['blackhole', 'unreachable', 'prohibit', 'throw'] as const;
const DESTINATIONS = ['10.244.1.0/24', '10.244.2.0/24', '10.244.2.2', CLIENT_POD, '203.0.113.0/24'] as const;

/** Routes of every type, in the main table. */
export const routes: Grammar = (random) => {
  const target = random.pick(NODES);
  const to = random.pick(DESTINATIONS);
  const peer = target === 'node-1' ? '10.10.0.12' : '10.10.0.11';
  const kind = random.below(5);
  if (kind < 2) {
    const type = random.pick(KINDS);
    return { construct: `route ${type}`, target, sh: `ip route replace ${type} ${to}` };
  }
  if (kind === 2) return { construct: 'route delete', target, sh: `ip route del ${to}` };
  if (kind === 3) return { construct: 'route via', target, sh: `ip route replace ${to} via ${peer} dev eth0` };
  return { construct: 'route metric', target, sh: `ip route add blackhole ${to} metric ${100 + random.below(100)}` };
};

const SELECTORS = [
  `from ${CLIENT_POD}`,
  'to 10.244.2.0/24',
  'iif cni0',
  'iif flannel.1',
  'iif eth0',
  'not from 10.244.0.0/16',
  'fwmark 0x10/0x10',
  'ipproto tcp dport 8080',
  'ipproto udp',
] as const;
const ACTIONS = ['blackhole', 'unreachable', 'prohibit', 'table 77'] as const;

/** Policy rules before the main table, and a table of their own. */
export const policyRules: Grammar = (random) => {
  const target = random.pick(NODES);
  const action = random.pick(ACTIONS);
  const route = random.pick([
    'blackhole default',
    'throw default',
    'unreachable 10.244.2.0/24',
    'prohibit 10.244.1.0/24',
  ]);
  const table = action === 'table 77' ? `ip route replace ${route} table 77; ` : '';
  const sh = `${table}ip rule add pref ${100 + random.below(100)} ${random.pick(SELECTORS)} ${action}`;
  return { construct: `rule ${action}`, target, sh };
};
