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
  return readable ? { items, ...ruleLines(ruleset) } : undefined;
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

/** By `family table chain handle`: the first line of each rule, whose handle is printed at the end of its last one. */
function ruleLines(text: string): Pick<NftDump, 'lines' | 'texts'> {
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
  return { lines, texts };

  function note(key: string, number: number, line: string): void {
    lines.set(key, number);
    texts.set(number, line.trim());
  }
}
