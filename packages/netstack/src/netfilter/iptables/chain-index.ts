import { addressWords, type IptablesRule, maskWords, parsePrefix, type Words } from '@skoop/model';
import type { HookInput } from '../hook.ts';
import { protocolName } from './header.ts';

/**
 * Finds the rules of a long chain that can match a packet at all, without asking the others. A rule is filed under one thing that its
 * header (or the protocol match that comes first) demands: a prefix, a port, or a device; such a rule cannot match, and leaves nothing behind, where the packet
 * has another value.
 */
export type ChainIndex = {
  /** Index of the first candidate at or after `from`; the number of rules if there is none. */
  next(skb: Seen, from: number): number;
};

/** What a rule is filed by. */
type Seen = Pick<HookInput, 'packet' | 'inDevice' | 'outDevice'>;

/** Below this, asking every rule is cheaper than looking up. */
const WORTH_IT = 16;

export function indexChain(rules: readonly IptablesRule[]): ChainIndex {
  if (rules.length < WORTH_IT) return { next: (_, from) => from };
  const filed = new Map<string, number[]>();
  const lengths = { d: new Set<number>(), s: new Set<number>() };
  const ports: FiledPort[] = [];
  rules.forEach((rule, i) => {
    const demand = demandOf(rule.args);
    if (demand.kind === 'prefix') lengths[demand.side].add(demand.length);
    if (demand.kind === 'port') ports.push({ ...demand, rule: i });
    const list = filed.get(demand.key);
    if (list) list.push(i);
    else filed.set(demand.key, [i]);
  });
  const withPortIn = portRanges(ports);
  const candidates = (skb: Seen): readonly (readonly number[])[] => {
    const { packet } = skb;
    const lists = keysOf(skb, lengths).flatMap((key) => [filed.get(key) ?? []]);
    const port = packet.destinationPort;
    return typeof port === 'object' ? [...lists, withPortIn(packet.protocol, port)] : lists;
  };
  let last: { readonly skb: Seen; readonly lists: readonly (readonly number[])[] } | undefined;
  return {
    next(skb, from) {
      // One packet asks many times in a row.
      if (last === undefined || !looksAlike(last.skb, skb)) last = { skb, lists: candidates(skb) };
      let best = rules.length;
      for (const list of last.lists) best = Math.min(best, firstAtLeast(list, from, best));
      return best;
    },
  };
}

const looksAlike = (a: Seen, b: Seen): boolean =>
  a.packet === b.packet && a.inDevice === b.inDevice && a.outDevice === b.outDevice;

type Side = 'd' | 's';
type Lengths = Readonly<Record<Side, ReadonlySet<number>>>;
type FiledPort = { readonly protocol: string; readonly port: number; readonly rule: number };
/** The one thing that a rule is filed under. */
type Demand =
  | { readonly kind: 'any'; readonly key: '*' }
  | { readonly kind: 'device'; readonly key: string }
  | { readonly kind: 'prefix'; readonly key: string; readonly side: Side; readonly length: number }
  | { readonly kind: 'port'; readonly key: string; readonly protocol: string; readonly port: number };

const ANY: Demand = { kind: 'any', key: '*' };
const prefixKey = (side: Side, words: Words, length: number): string =>
  `${side}${length} ${maskWords(words, length).join('.')}`;
const portKey = (protocol: string, port: number): string => `p ${protocol} ${port}`;

function keysOf({ packet: p, inDevice, outDevice }: Seen, lengths: Lengths): readonly string[] {
  const keys = ['*', `-i ${inDevice ?? ''}`, `-o ${outDevice ?? ''}`];
  for (const [side, address] of [
    ['d', p.destination],
    ['s', p.source],
  ] as const) {
    const words = lengths[side].size > 0 ? addressWords(address) : undefined;
    if (words) for (const length of lengths[side]) keys.push(prefixKey(side, words, length));
  }
  if (typeof p.destinationPort === 'number') keys.push(portKey(p.protocol, p.destinationPort));
  return keys;
}

/** The longer one of a rule's prefixes, or its protocol and destination port, or its device, where that says more. */
function demandOf(args: readonly string[]): Demand {
  let prefix: Demand & { kind: 'prefix' } = { kind: 'prefix', key: '', side: 'd', length: 0 };
  let protocol = '';
  let port = '';
  let firstMatch = '';
  let device = '';
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const plain = args[i - 1] !== '!';
    const value = args[i + 1] ?? '';
    if ((word === '-d' || word === '-s') && plain) {
      const known = prefixDemand(word === '-d' ? 'd' : 's', value);
      if (known && known.length > prefix.length) prefix = known;
    } else if ((word === '-i' || word === '-o') && plain && !value.endsWith('+')) device = `${word} ${value}`;
    else if (word === '-p' && plain) protocol = protocolName(value);
    else if (word === '-m' && value !== 'comment') {
      if (firstMatch === '') firstMatch = value;
    } else if (word === '--comment') i++;
    else if (word === '--dport' && plain && firstMatch === protocol && /^\d+$/.test(value)) port = value;
    else if (word === '-j' || word === '-g') break;
  }
  if (prefix.length >= TELLING) return prefix;
  if (port && protocol && protocol !== 'all')
    return { kind: 'port', key: portKey(protocol, Number(port)), protocol, port: Number(port) };
  if (device) return { kind: 'device', key: device };
  return prefix.length > 0 ? prefix : ANY;
}

/** Bits of a prefix that tell more than a port. */
const TELLING = 16;

function prefixDemand(side: Side, value: string): (Demand & { kind: 'prefix' }) | undefined {
  const prefix = parsePrefix(value);
  return prefix && { kind: 'prefix', key: prefixKey(side, prefix.words, prefix.length), side, length: prefix.length };
}

/** Rules that are filed under a port of a range, in order; remembered, because all packets of a client have the same range. */
function portRanges(ports: readonly FiledPort[]) {
  const known = new Map<string, readonly number[]>();
  return (protocol: string, range: { readonly from: number; readonly to: number }): readonly number[] => {
    const key = `${protocol} ${range.from} ${range.to}`;
    const found =
      known.get(key) ??
      ports.filter((p) => p.protocol === protocol && p.port >= range.from && p.port <= range.to).map((p) => p.rule);
    known.set(key, found);
    return found;
  };
}

/** Smallest element of a sorted list that is at least `from`; `otherwise` if none. */
function firstAtLeast(list: readonly number[], from: number, otherwise: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return list[low] ?? otherwise;
}
