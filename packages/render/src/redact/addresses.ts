import { addressWords, formatWords } from '@skoop/model';

/** Addresses that say nothing about a cluster: loopback, unspecified, link-local, multicast and broadcast. */
const wellKnown = (text: string): boolean =>
  /^(0\.0\.0\.0|255\.255\.255\.255|127\.|169\.254\.|22[4-9]\.|23\d\.|::1?$|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:)/i.test(
    text,
  );

/**
 * Pseudonyms of addresses: the same address gets the same one, the family stays, and addresses that share leading groups still do, so
 * that routes and subnets can be followed. Groups of 0 (and 255 in IPv4) stay, as they mark networks.
 */
export function addressPseudonyms(): (text: string) => string {
  const known = new Map<string, string>();
  const counters = new Map<string, Map<number, number>>();
  const group = (path: string, value: number, first: number, fixed: readonly number[]): number => {
    if (fixed.includes(value)) return value;
    const level = counters.get(path) ?? new Map<number, number>();
    counters.set(path, level);
    const next = level.get(value) ?? first + level.size;
    level.set(value, next);
    return next;
  };
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    const words = addressWords(text);
    if (!words || wellKnown(text)) return text;
    const made = words.length === 1 ? v4(text.split('.').map(Number), group) : v6(words, group);
    known.set(text, made);
    return made;
  };
}

type Group = (path: string, value: number, first: number, fixed: readonly number[]) => number;

function v4(octets: readonly number[], group: Group): string {
  const made = octets.map((v, i) =>
    group(`4/${octets.slice(0, i).join('.')}`, v, i === 0 ? 10 : 1, i === 0 ? [] : [0, 255]),
  );
  return made.map((v) => (v > 255 ? v - 255 : v)).join('.');
}

function v6(words: readonly number[], group: Group): string {
  const parts = words.flatMap((w) => [Math.floor(w / 65536), w % 65536]);
  const made = parts.map((v, i) =>
    group(`6/${parts.slice(0, i).join(':')}`, v, i === 0 ? 0xfd01 : 1, i === 0 ? [] : [0]),
  );
  const out: number[] = [];
  for (let i = 0; i < 8; i += 2) out.push((made[i] ?? 0) * 65536 + (made[i + 1] ?? 0));
  return formatWords(out);
}
