import type { Change, Grammar } from '../change.ts';
import { anyTarget, fresh, iptables, type Scene } from '../scene.ts';
import { anyMatch, type Hook, type Match, protocolMatch } from './iptables-matches.ts';

const HOOKS: Readonly<Record<string, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};
const REJECTS = {
  4: [
    'icmp-port-unreachable',
    'icmp-host-unreachable',
    'icmp-net-unreachable',
    'icmp-proto-unreachable',
    'icmp-admin-prohibited',
    'icmp-host-prohibited',
    'icmp-net-prohibited',
  ],
  6: [
    'icmp6-no-route',
    'icmp6-adm-prohibited',
    'icmp6-addr-unreachable',
    'icmp6-port-unreachable',
    'icmp6-policy-fail',
    'icmp6-reject-route',
  ],
} as const;

/** `needs`: the protocol's match, without which the kernel does not take it. */
type Target = { readonly name: string; readonly text: string; readonly needs?: string };

function mangleTarget({ random, family }: Scene): Target {
  switch (random.below(11)) {
    case 0:
    case 1:
      return {
        name: 'mark',
        text: `-j MARK ${random.pick(['--set-xmark 0x10/0x10', '--set-mark 0x10', '--or-mark 0x10', '--and-mark 0xffffbfff', '--xor-mark 0x4000'])}`,
      };
    case 2:
      return { name: 'connmark', text: '-j CONNMARK --save-mark' };
    case 3:
      return { name: 'connmark', text: '-j CONNMARK --restore-mark' };
    case 4:
      return { name: 'connmark', text: `-j CONNMARK ${random.pick(['--set-xmark 0x10/0x10', '--set-mark 0x10'])}` };
    case 5:
      return family === 4
        ? { name: 'ttl', text: `-j TTL ${random.pick(['--ttl-set 1', '--ttl-dec 62', '--ttl-inc 1'])}` }
        : { name: 'hl', text: `-j HL ${random.pick(['--hl-set 1', '--hl-dec 62', '--hl-inc 1'])}` };
    case 6:
      return { name: 'tos', text: '-j TOS --set-tos 0x10' };
    case 7:
      return { name: 'dscp', text: '-j DSCP --set-dscp 4' };
    case 8:
      return { name: 'tcpmss', text: '-j TCPMSS --set-mss 1000', needs: '-p tcp -m tcp --syn' };
    case 9:
      return { name: 'log', text: '-j LOG' };
    default:
      return { name: 'drop', text: '-j DROP' };
  }
}

function targetOf(s: Scene, table: string, protocol: Match['protocol']): Target {
  const { random } = s;
  if (table === 'raw')
    switch (random.below(4)) {
      case 0:
        return { name: 'drop', text: '-j DROP' };
      case 1:
        return { name: 'ct zone', text: '-j CT --zone 7' };
      default:
        return { name: 'notrack', text: '-j CT --notrack' };
    }
  if (table === 'mangle') return mangleTarget(s);
  switch (random.below(4)) {
    case 0:
      return { name: 'accept', text: '-j ACCEPT' };
    case 1:
      return { name: 'drop', text: '-j DROP' };
    default: {
      const how = protocol === 'tcp' && random.chance(0.4) ? 'tcp-reset' : random.pick(REJECTS[s.family]);
      return { name: `reject ${how}`, text: `-j REJECT --reject-with ${how}` };
    }
  }
}

/** One rule in front of a random chain of a node or pod, at times by way of a chain of its own. */
export const iptablesRules: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s);
  const pod = target.includes('/') ? ' in a pod' : '';
  const table = random.pick(['raw', 'mangle', 'mangle', 'filter', 'filter', 'filter']);
  const hook = random.pick(HOOKS[table] ?? []);
  const drawn = protocolMatch(s);
  const act = targetOf(s, table, drawn.protocol);
  const proto = act.needs ?? drawn.text;
  const matches = [proto, anyMatch(s, hook, table), random.chance(0.3) ? anyMatch(s, hook, table) : ''];
  const match = matches.filter(Boolean).join(' ');
  const run = `${iptables(s)} -t ${table}`;
  const change = (construct: string, sh: string): Change => ({ construct: `iptables ${construct}${pod}`, target, sh });
  if (!pod && table === 'filter' && random.chance(0.06)) {
    const keep = `${run} -I ${hook} ${match} -j ACCEPT`;
    return change('policy drop', `${keep}; ${run} -P ${hook} DROP`);
  }
  if (random.chance(0.25)) {
    const chain = fresh(s, 'T-');
    const way = random.pick(['-j', '-g']);
    const leave = random.chance(0.3) ? `${run} -A ${chain} ${anyMatch(s, hook, table)} -j RETURN; ` : '';
    const sh = `${run} -N ${chain}; ${leave}${run} -A ${chain} ${proto} ${act.text}; ${run} -I ${hook} ${match} ${way} ${chain}`;
    return change(way === '-j' ? 'jump' : 'goto', sh);
  }
  return change(act.name, `${run} -I ${hook} ${match} ${act.text}`);
};
