import { canonicalAddress, familyOf, type NeighbourRecord } from '@skoop/model';
import { eachLine, type Parsed, wordsOf } from '../line.ts';

const STATES = new Set('PERMANENT NOARP REACHABLE STALE DELAY PROBE FAILED INCOMPLETE NONE'.split(' '));

/** `ip neigh show nud all; ip neigh show proxy`. */
export function parseNeighbours(text: string): Parsed<NeighbourRecord> {
  const records: NeighbourRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === '') return;
    const record = neighbour(wordsOf(line), number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

function neighbour(words: readonly string[], line: number): NeighbourRecord | undefined {
  const address = canonicalAddress(words[0] ?? '');
  const dev = words.indexOf('dev');
  const device = dev < 0 ? undefined : words[dev + 1];
  if (address === undefined || device === undefined) return undefined;
  const lladdr = words.indexOf('lladdr');
  const rest = words.slice(dev + 2);
  return {
    line,
    family: familyOf(address),
    address,
    device,
    mac: lladdr < 0 ? undefined : words[lladdr + 1]?.toLowerCase(),
    state: rest.find((w) => STATES.has(w)) ?? '',
    proxy: rest.includes('proxy'),
    router: rest.includes('router'),
    externLearn: rest.includes('extern_learn'),
  };
}
