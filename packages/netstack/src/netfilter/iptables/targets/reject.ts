import { sure } from '../../../fork.ts';
import { markRejected } from '../../mark-rejected.ts';
import type { TargetModule } from '../module.ts';

const ALIASES: Readonly<Record<string, string>> = {
  'net-unreach': 'icmp-net-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'net-prohib': 'icmp-net-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'tcp-rst': 'tcp-reset',
  'admin-prohib': 'icmp-admin-prohibited',
  'no-route': 'icmp6-no-route',
  'adm-prohibited': 'icmp6-adm-prohibited',
  'addr-unreach': 'icmp6-addr-unreachable',
  'port-unreach6': 'icmp6-port-unreachable',
};

/** `-j REJECT [--reject-with TYPE]`. net/ipv4/netfilter/ipt_REJECT.c: reject_tg(), ip6t_REJECT.c: reject_tg6(). */
export const REJECT: TargetModule = {
  options: { '--reject-with': 1 },
  compile(options, { family }) {
    const given = options[0]?.values[0];
    const byDefault = family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
    const rejectWith = given === undefined ? byDefault : (ALIASES[given] ?? given);
    return {
      run: (skb) =>
        sure({
          verdict: 'drop',
          skb: rejectWith === 'tcp-reset' ? markRejected(skb) : skb,
          rejectWith,
          says: `rejected with ${rejectWith}`,
        }),
    };
  },
};
