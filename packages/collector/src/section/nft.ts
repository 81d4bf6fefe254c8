import type { NftDump } from '@skoop/model';
import { eachLine } from '../line.ts';

/**
 * `nft -j list ...` (one JSON document per line) for the meaning, `nft -a list ...` for where it is printed. undefined: the JSON
 * cannot be read.
 */
export function parseNft(json: string, ruleset: string): NftDump | undefined {
  const items: Readonly<Record<string, unknown>>[] = [];
  let readable = true;
  eachLine(json, (line) => {
    if (line.trim() === '') return;
    const found = documentItems(line);
    if (found) for (const item of found) items.push(item);
    else readable = false;
  });
  if (!readable) return undefined;
  const { dormant, ...printed } = ruleLines(ruleset);
  return { items: items.map((item) => withFlags(item, dormant)), ...printed };
}

/** Older nft leaves the flags of a table out of its JSON, or has its name there (1.0.6): the text tells. */
function withFlags(item: Readonly<Record<string, unknown>>, dormant: ReadonlySet<string>): typeof item {
  const { table } = item;
  if (!isRecord(table)) return item;
  return dormant.has(`${table.family} ${table.name}`) ? { ...item, table: { ...table, flags: ['dormant'] } } : item;
}

function documentItems(line: string): Readonly<Record<string, unknown>>[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(document) || !Array.isArray(document.nftables)) return undefined;
  return document.nftables.filter(isRecord);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Printed = Pick<NftDump, 'lines' | 'texts'> & { readonly dormant: ReadonlySet<string> };

/** By `family table chain handle`: the first line of each rule, whose handle is printed at the end of its last one. */
function ruleLines(text: string): Printed {
  const dormant = new Set<string>();
  const lines = new Map<string, number>();
  const texts = new Map<number, string>();
  let table = '';
  let chain: string | undefined;
  let start: number | undefined;
  eachLine(text, (line, number) => {
    const top = /^table (\S+) (\S+) \{/.exec(line);
    if (top) {
      table = `${top[1]} ${top[2]}`;
      chain = undefined;
      return;
    }
    const block = /^\t(\w+) (\S+) \{/.exec(line);
    if (block) {
      chain = block[1] === 'chain' ? block[2] : undefined;
      start = undefined;
      if (chain !== undefined) note(`${table} ${chain}`, number, line);
      return;
    }
    if (/^\tflags .*\bdormant\b/.test(line)) dormant.add(table);
    if (line === '\t}') chain = undefined;
    if (chain === undefined || line.trim() === '') return;
    const depth = line.length - line.trimStart().length;
    if (depth <= 2 || start === undefined) start = number;
    if (number === start) texts.set(number, line.trim());
    const handle = / # handle (\d+)$/.exec(line);
    if (handle) {
      lines.set(`${table} ${chain} ${handle[1]}`, start);
      start = undefined;
    }
  });
  return { lines, texts, dormant };

  function note(key: string, number: number, line: string): void {
    lines.set(key, number);
    texts.set(number, line.trim());
  }
}
