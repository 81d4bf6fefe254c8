import type { Packet } from '@skoop/model';
import type { RejectType } from '../netfilter/hook.ts';
import { icmpError, tcpReset } from './error.ts';

/** `--reject-with` of iptables, ip6tables and nft: type and code. net/ipv4/netfilter/ipt_REJECT.c, ip6t_REJECT.c */
const CODES: Readonly<Record<string, readonly [type: number, code: number]>> = {
  'icmp-net-unreachable': [3, 0],
  'icmp-host-unreachable': [3, 1],
  'icmp-proto-unreachable': [3, 2],
  'icmp-port-unreachable': [3, 3],
  'icmp-net-prohibited': [3, 9],
  'icmp-host-prohibited': [3, 10],
  'icmp-admin-prohibited': [3, 13],
  'icmp6-no-route': [1, 0],
  'icmp6-adm-prohibited': [1, 1],
  'icmp6-not-neighbour': [1, 2],
  'icmp6-addr-unreachable': [1, 3],
  'icmp6-port-unreachable': [1, 4],
  'icmp6-policy-fail': [1, 5],
  'icmp6-reject-route': [1, 6],
};

/** What REJECT sends back. `local`: the packet was for this machine, so its destination is the source of the answer. */
export function rejectAnswer(packet: Packet, rejectWith: RejectType, local: boolean): Packet | undefined {
  if (rejectWith === 'tcp-reset') return tcpReset(packet);
  const code = CODES[rejectWith] ?? (packet.family === 4 ? ([3, 3] as const) : ([1, 4] as const));
  return icmpError(packet, { type: code[0], code: code[1] }, local ? packet.destination : undefined);
}
