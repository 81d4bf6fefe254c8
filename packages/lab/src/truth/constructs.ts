import type { Change } from './change.ts';

const SELECTORS = ['from', 'to', 'not', 'iif', 'fwmark', 'ipproto', 'dport', 'sport', 'tos', 'uidrange'] as const;
const NFT_WORDS = ['ct', 'meta', 'fib', 'numgen', 'tcp', 'udp', 'icmp', 'icmpv6', 'ip', 'ip6', 'ether'] as const;

const wordsIn = (text: string, words: readonly string[]): readonly string[] =>
  words.filter((w) => new RegExp(`\\b${w}\\b`).test(text));

/** All that agreement is counted by for a change: what it is, and the matches, selectors and expressions in it. */
export function constructsOf(change: Change): readonly string[] {
  const own = [change.construct];
  if (!('sh' in change)) return own;
  const [kind = ''] = change.construct.split(' ');
  const { sh } = change;
  if (kind === 'iptables' || kind === 'ipset')
    return [...own, ...[...sh.matchAll(/ -m (\w+)/g)].map((m) => `iptables match ${m[1]}`)];
  if (kind === 'rule') return [...own, ...wordsIn(sh.split('rule add')[1] ?? '', SELECTORS).map((w) => `rule ${w}`)];
  if (kind === 'nft') return [...own, ...wordsIn(sh.split('policy')[1] ?? sh, NFT_WORDS).map((w) => `nft ${w}`)];
  return own;
}
