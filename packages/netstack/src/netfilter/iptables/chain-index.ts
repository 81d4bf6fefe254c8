import { canonicalAddress, type IptablesRule, type Packet } from '@skoop/model';
import { protocolName } from './header.ts';

/**
 * Finds the rules of a long chain that can match a packet at all, without asking the others. A rule is filed under one thing that its
 * header (or the protocol match that comes first) demands exactly; such a rule cannot match, and leaves nothing behind, where the packet
 * has another value.
 */
export type ChainIndex = {
  /** Index of the first candidate at or after `from`; the number of rules if there is none. */
  next(packet: Packet, from: number): number;
};

/** Below this, asking every rule is cheaper than looking up. */
const WORTH_IT = 16;

export function indexChain(rules: readonly IptablesRule[]): ChainIndex {
  if (rules.length < WORTH_IT) return { next: (_, from) => from };
  const filed = new Map<string, number[]>();
  rules.forEach((rule, i) => {
    const key = keyOf(rule.args);
    const list = filed.get(key);
    if (list) list.push(i);
    else filed.set(key, [i]);
  });
  return {
    next(packet, from) {
      let best = rules.length;
      for (const key of keysOf(packet)) {
        const list = filed.get(key);
        if (list) best = Math.min(best, firstAtLeast(list, from, best));
      }
      // A port that is not fixed may be any of the filed ones.
      if (typeof packet.destinationPort === 'object') best = Math.min(best, firstWithPort(filed, from, best));
      return best;
    },
  };
}

const keysOf = (p: Packet): readonly string[] => [
  '*',
  `d ${p.destination}`,
  `s ${p.source}`,
  ...(typeof p.destinationPort === 'number' ? [`p ${p.protocol} ${p.destinationPort}`] : []),
];

/** The key of a rule: host destination, else host source, else protocol and destination port, else `*` for all packets. */
function keyOf(args: readonly string[]): string {
  let source = '';
  let protocol = '';
  let port = '';
  let firstMatch = '';
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const plain = args[i - 1] !== '!';
    const value = args[i + 1] ?? '';
    if (word === '-d' && plain) {
      const host = hostOf(value);
      if (host) return `d ${host}`;
    } else if (word === '-s' && plain) source = hostOf(value);
    else if (word === '-p' && plain) protocol = protocolName(value);
    else if (word === '-m' && value !== 'comment') {
      if (firstMatch === '') firstMatch = value;
    } else if (word === '--comment') i++;
    else if (word === '--dport' && plain && firstMatch === protocol && /^\d+$/.test(value)) port = value;
    else if (word === '-j' || word === '-g') break;
  }
  if (source) return `s ${source}`;
  return port && protocol && protocol !== 'all' ? `p ${protocol} ${Number(port)}` : '*';
}

/** The address of a host prefix, as packets spell it; '' for others. */
function hostOf(value: string): string {
  const slash = value.indexOf('/');
  const host = slash < 0 ? value : value.slice(0, slash);
  const whole = host.includes(':') ? '128' : '32';
  if (slash >= 0 && value.slice(slash + 1) !== whole) return '';
  return canonicalAddress(host) ?? '';
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

function firstWithPort(filed: ReadonlyMap<string, readonly number[]>, from: number, otherwise: number): number {
  let best = otherwise;
  for (const [key, list] of filed) if (key.startsWith('p ')) best = Math.min(best, firstAtLeast(list, from, best));
  return best;
}
