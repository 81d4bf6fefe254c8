import type { Family, IpsetEntry, IpsetRecord } from '@skoop/model';
import { eachLine, type Parsed } from '../line.ts';
import { splitQuoted } from './quoted.ts';

const ALONE = new Set(['counters', 'comment', 'skbinfo', 'forceadd', 'nomatch', 'wildcard', 'physdev']);
const NONE: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** `ipset save`. */
export function parseIpsets(text: string): Parsed<IpsetRecord> {
  const sets = new Map<string, IpsetRecord & { readonly entries: IpsetEntry[] }>();
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === '') return;
    const words = splitQuoted(line);
    const [verb, name, what] = words ?? [];
    if (!words || name === undefined || what === undefined) unread.push(number);
    else if (verb === 'create') {
      const options = pairs(words.slice(3), true);
      const family: Family = options.family === 'inet6' ? 6 : 4;
      sets.set(name, { line: number, name, type: what, family, options, entries: [] });
    } else {
      const set = verb === 'add' ? sets.get(name) : undefined;
      if (set) set.entries.push(entry(what, words, number));
      else unread.push(number);
    }
  });
  return { records: [...sets.values()], unread };
}

function entry(value: string, words: readonly string[], line: number): IpsetEntry {
  if (words.length === 3) return { line, value, nomatch: false, options: NONE };
  const rest = words.slice(3);
  return { line, value, nomatch: rest.includes('nomatch'), options: pairs(rest, false) };
}

/** On a create line `comment` is a flag; on an add line it has a text. */
function pairs(words: readonly string[], creating: boolean): Record<string, string> {
  const out: Record<string, string> = Object.create(null);
  for (let i = 0; i < words.length; i++) {
    const key = words[i] ?? '';
    if (ALONE.has(key) && (creating || key !== 'comment')) out[key] = 'true';
    else out[key] = words[++i] ?? 'true';
  }
  return out;
}
