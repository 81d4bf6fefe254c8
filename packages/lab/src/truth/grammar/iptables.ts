import type { Grammar } from '../change.ts';
import type { Random } from '../random.ts';
import { anyMatch, type Hook, protocolMatch } from './iptables-matches.ts';
import { NODES } from './places.ts';

const HOOKS: Readonly<Record<string, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};
const REJECTS = [
  'icmp-port-unreachable',
  'icmp-host-unreachable',
  'icmp-net-unreachable',
  'icmp-proto-unreachable',
  'icmp-admin-prohibited',
  'icmp-host-prohibited',
] as const;

type Target = { readonly name: string; readonly text: string };

function targetOf(random: Random, table: string, protocol: string | undefined): Target {
  if (table === 'raw')
    return random.chance(0.5) ? { name: 'notrack', text: '-j CT --notrack' } : { name: 'drop', text: '-j DROP' };
  if (table === 'mangle')
    switch (random.below(4)) {
      case 0:
        return { name: 'mark', text: '-j MARK --set-xmark 0x10/0x10' };
      case 1:
        return { name: 'connmark', text: '-j CONNMARK --save-mark' };
      case 2:
        return { name: 'connmark', text: '-j CONNMARK --restore-mark' };
      default:
        return { name: 'drop', text: '-j DROP' };
    }
  switch (random.below(4)) {
    case 0:
      return { name: 'accept', text: '-j ACCEPT' };
    case 1:
      return { name: 'drop', text: '-j DROP' };
    default: {
      const how = protocol === 'tcp' && random.chance(0.4) ? 'tcp-reset' : random.pick(REJECTS);
      return { name: `reject ${how}`, text: `-j REJECT --reject-with ${how}` };
    }
  }
}

/** One rule in front of a random chain of a random node, at times by way of a chain of its own. */
export const iptablesRules: Grammar = (random, iptables) => {
  const target = random.pick(NODES);
  const table = random.pick(['raw', 'mangle', 'filter', 'filter', 'filter']);
  const hook = random.pick(HOOKS[table] ?? []);
  const { text: proto, protocol } = protocolMatch(random);
  const matches = [proto, anyMatch(random, hook, table), random.chance(0.3) ? anyMatch(random, hook, table) : ''];
  const match = matches.filter(Boolean).join(' ');
  const act = targetOf(random, table, protocol);
  const run = `${iptables} -w -t ${table}`;
  if (random.chance(0.25)) {
    const chain = `T-${random.below(1_000_000)}`;
    const way = random.pick(['-j', '-g']);
    const leave = random.chance(0.3) ? `${run} -A ${chain} ${anyMatch(random, hook, table)} -j RETURN; ` : '';
    const sh = `${run} -N ${chain}; ${leave}${run} -A ${chain} ${proto} ${act.text}; ${run} -I ${hook} ${match} ${way} ${chain}`;
    return { construct: `iptables ${way === '-j' ? 'jump' : 'goto'}`, target, sh };
  }
  return { construct: `iptables ${act.name}`, target, sh: `${run} -I ${hook} ${match} ${act.text}` };
};

/** Address translation of every kind. */
export const natRules: Grammar = (random, iptables) => {
  const target = random.pick(NODES);
  const port = random.pick(['', ':8080', ':9999']);
  const run = `${iptables} -w -t nat -I`;
  switch (random.below(4)) {
    case 0: {
      const to = random.pick(['10.244.1.3', '10.244.2.2', '127.0.0.1']);
      const hook = random.pick(['PREROUTING', 'OUTPUT']);
      const sh = `${run} ${hook} -p tcp -m tcp --dport ${random.pick(['80', '8080', '30080'])} -j DNAT --to-destination ${to}${port}`;
      return { construct: 'iptables dnat', target, sh };
    }
    case 1:
      return {
        construct: 'iptables redirect',
        target,
        sh: `${run} PREROUTING -p tcp -m tcp --dport ${random.pick(['80', '8080'])} -j REDIRECT --to-ports ${random.pick(['10250', '9999'])}`,
      };
    case 2:
      return {
        construct: 'iptables masquerade',
        target,
        sh: `${run} POSTROUTING ${anyMatch(random, 'POSTROUTING', 'nat')} -j MASQUERADE`,
      };
    default: {
      const from = target === 'node-1' ? '10.10.0.11' : '10.10.0.12';
      return {
        construct: 'iptables snat',
        target,
        sh: `${run} POSTROUTING ${anyMatch(random, 'POSTROUTING', 'nat')} -j SNAT --to-source ${from}`,
      };
    }
  }
};

/** Sets that rules ask for. */
export const ipsets: Grammar = (random, iptables) => {
  const target = random.pick(NODES);
  const name = `t${random.below(1_000_000)}`;
  const [type, members, look] = random.pick([
    ['hash:ip', ['10.244.1.2', '10.10.0.11'], 'src'],
    ['hash:net', ['10.244.0.0/16', '10.244.2.0/24 nomatch'], 'dst'],
    ['hash:ip,port', ['10.244.2.2,tcp:8080', '10.244.1.3,tcp:8080'], 'dst,dst'],
    ['hash:net,port', ['10.244.0.0/16,udp:53', '10.244.2.0/24,icmp:echo-request'], 'dst,dst'],
    ['bitmap:port', ['8080', '53'], 'dst'],
  ] as const);
  const range = type === 'bitmap:port' ? ' range 0-65535' : '';
  const adds = members.map((m) => `ipset add ${name} ${m}`).join('; ');
  const hook = random.pick(['INPUT', 'FORWARD', 'OUTPUT']);
  const negate = random.chance(0.2) ? '! ' : '';
  const sh = `ipset create ${name} ${type}${range}; ${adds}; ${iptables} -w -I ${hook} -m set ${negate}--match-set ${name} ${look} -j DROP`;
  return { construct: `ipset ${type}`, target, sh };
};
