import { sure } from '../../../fork.ts';
import type { HookInput, RejectType } from '../../hook.ts';
import { markRejected } from '../../mark-rejected.ts';
import { asObject, asText } from '../json.ts';
import type { StatementModule } from '../statement.ts';

const V4: Readonly<Record<string, RejectType>> = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'net-prohibited': 'icmp-net-prohibited',
  'host-prohibited': 'icmp-host-prohibited',
  'admin-prohibited': 'icmp-admin-prohibited',
  'no-route': 'icmp-net-unreachable',
};
const V6: Readonly<Record<string, RejectType>> = {
  'no-route': 'icmp6-no-route',
  'admin-prohibited': 'icmp6-adm-prohibited',
  'addr-unreachable': 'icmp6-addr-unreachable',
  'host-unreachable': 'icmp6-addr-unreachable',
  'port-unreachable': 'icmp6-port-unreachable',
  'policy-fail': 'icmp6-policy-fail',
  'reject-route': 'icmp6-reject-route',
};

/** nft gives the rule the condition that its answer needs, and does not print it. */
const applies = (type: unknown, { packet }: HookInput): boolean =>
  type === 'tcp reset'
    ? packet.protocol === 'tcp'
    : type === 'icmp'
      ? packet.family === 4
      : type !== 'icmpv6' || packet.family === 6;

/** `reject [with TYPE]`. net/netfilter/nft_reject_inet.c: nft_reject_inet_eval(), nft_reject_icmpx_eval(). */
export const reject: StatementModule = (value) => {
  const { type, expr } = asObject(value);
  const code = asText(expr) ?? 'port-unreachable';
  const rejectWith = ({ packet }: HookInput): RejectType => {
    if (type === 'tcp reset') return 'tcp-reset';
    const names = packet.family === 4 ? V4 : V6;
    const fallback = packet.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
    return Object.hasOwn(names, code) ? (names[code] ?? fallback) : fallback;
  };
  return {
    kind: 'act',
    run(skb) {
      if (!applies(type, skb)) return sure({ verdict: 'break', skb });
      const answer = rejectWith(skb);
      return sure({
        verdict: 'drop',
        skb: answer === 'tcp-reset' ? markRejected(skb) : skb,
        rejectWith: answer,
        says: `rejected with ${answer}`,
      });
    },
  };
};
