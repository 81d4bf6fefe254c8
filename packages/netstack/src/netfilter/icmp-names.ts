/** A type with a range of codes, as `--icmp-type` means it. */
export type IcmpTypeTest = { readonly type: number | 'any'; readonly fromCode: number; readonly toCode: number };

const ALL = [0, 255] as const;
/** Names of iptables(8): `iptables -p icmp -h`. Type, then codes. */
const V4: Readonly<Record<string, readonly [type: number, from: number, to: number]>> = {
  'echo-reply': [0, ...ALL],
  pong: [0, ...ALL],
  'destination-unreachable': [3, ...ALL],
  'network-unreachable': [3, 0, 0],
  'host-unreachable': [3, 1, 1],
  'protocol-unreachable': [3, 2, 2],
  'port-unreachable': [3, 3, 3],
  'fragmentation-needed': [3, 4, 4],
  'source-route-failed': [3, 5, 5],
  'network-unknown': [3, 6, 6],
  'host-unknown': [3, 7, 7],
  'network-prohibited': [3, 9, 9],
  'host-prohibited': [3, 10, 10],
  'TOS-network-unreachable': [3, 11, 11],
  'TOS-host-unreachable': [3, 12, 12],
  'communication-prohibited': [3, 13, 13],
  'host-precedence-violation': [3, 14, 14],
  'precedence-cutoff': [3, 15, 15],
  'source-quench': [4, ...ALL],
  redirect: [5, ...ALL],
  'network-redirect': [5, 0, 0],
  'host-redirect': [5, 1, 1],
  'TOS-network-redirect': [5, 2, 2],
  'TOS-host-redirect': [5, 3, 3],
  'echo-request': [8, ...ALL],
  ping: [8, ...ALL],
  'router-advertisement': [9, ...ALL],
  'router-solicitation': [10, ...ALL],
  'time-exceeded': [11, ...ALL],
  'ttl-exceeded': [11, ...ALL],
  'ttl-zero-during-transit': [11, 0, 0],
  'ttl-zero-during-reassembly': [11, 1, 1],
  'parameter-problem': [12, ...ALL],
  'ip-header-bad': [12, 0, 0],
  'required-option-missing': [12, 1, 1],
  'timestamp-request': [13, ...ALL],
  'timestamp-reply': [14, ...ALL],
  'info-request': [15, ...ALL],
  'info-reply': [16, ...ALL],
  'address-mask-request': [17, ...ALL],
  'address-mask-reply': [18, ...ALL],
};
const V6: Readonly<Record<string, readonly [type: number, from: number, to: number]>> = {
  'destination-unreachable': [1, ...ALL],
  'no-route': [1, 0, 0],
  'communication-prohibited': [1, 1, 1],
  'beyond-scope': [1, 2, 2],
  'address-unreachable': [1, 3, 3],
  'port-unreachable': [1, 4, 4],
  'failed-policy': [1, 5, 5],
  'reject-route': [1, 6, 6],
  'packet-too-big': [2, ...ALL],
  'time-exceeded': [3, ...ALL],
  'ttl-exceeded': [3, ...ALL],
  'ttl-zero-during-transit': [3, 0, 0],
  'ttl-zero-during-reassembly': [3, 1, 1],
  'parameter-problem': [4, ...ALL],
  'bad-header': [4, 0, 0],
  'unknown-header-type': [4, 1, 1],
  'unknown-option': [4, 2, 2],
  'echo-request': [128, ...ALL],
  ping: [128, ...ALL],
  'echo-reply': [129, ...ALL],
  pong: [129, ...ALL],
  'mld-listener-query': [130, ...ALL],
  'mld-listener-report': [131, ...ALL],
  'mld-listener-done': [132, ...ALL],
  'mld-listener-reduction': [132, ...ALL],
  'router-solicitation': [133, ...ALL],
  'nd-router-solicit': [133, ...ALL],
  'router-advertisement': [134, ...ALL],
  'nd-router-advert': [134, ...ALL],
  'neighbour-solicitation': [135, ...ALL],
  'neighbor-solicitation': [135, ...ALL],
  'nd-neighbor-solicit': [135, ...ALL],
  'neighbour-advertisement': [136, ...ALL],
  'neighbor-advertisement': [136, ...ALL],
  'nd-neighbor-advert': [136, ...ALL],
  redirect: [137, ...ALL],
  'nd-redirect': [137, ...ALL],
  'router-renumbering': [138, ...ALL],
  'mld2-listener-report': [143, ...ALL],
};

/** `8`, `3/4`, `echo-request`, `any`, `255`; undefined for an unknown name. Names of nft are the same but for a few. */
export function icmpType(family: 4 | 6, text: string): IcmpTypeTest | undefined {
  if (text === 'any' || (family === 4 && text === '255')) return { type: 'any', fromCode: 0, toCode: 255 };
  const numbers = /^(\d{1,3})(?:\/(\d{1,3})(?::(\d{1,3}))?)?$/.exec(text);
  if (numbers) {
    const [, type, from, to] = numbers;
    return {
      type: Number(type),
      fromCode: Number(from ?? 0),
      toCode: from === undefined ? 255 : Number(to ?? from),
    };
  }
  const names = family === 4 ? V4 : V6;
  const known = Object.hasOwn(names, text) ? names[text] : undefined;
  return known && { type: known[0], fromCode: known[1], toCode: known[2] };
}
