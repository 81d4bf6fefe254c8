import type { TcRecord } from '@skoop/model';
import { eachLine, wordsOf } from '../line.ts';

type Building = { -readonly [K in keyof TcRecord]: TcRecord[K] };
/** Longer descriptions of one filter are cut: only its beginning is shown. */
const LONGEST = 2000;

/** `tc qdisc show`, then `# tc filter show dev DEVICE DIRECTION` and its output for each device that has some. */
export function parseTc(text: string): readonly TcRecord[] {
  const records: Building[] = [];
  let at: { readonly device: string; readonly direction: string } | undefined;
  let filter: Building | undefined;
  eachLine(text, (line, number) => {
    const words = wordsOf(line);
    const where = /^# tc filter show dev (\S+) (\S+)/.exec(line);
    if (where) {
      at = { device: where[1] ?? '', direction: where[2] ?? '' };
      filter = undefined;
    } else if (words[0] === 'qdisc') {
      const record = qdisc(words, number, line.trim());
      if (record) records.push(record);
    } else if (words[0] === 'filter' && at) {
      const pref = words.indexOf('pref');
      filter = { line: number, ...at, kind: words[pref < 0 ? 1 : pref + 2] ?? '', text: line.trim() };
      records.push(filter);
    } else if (filter && words.length > 0 && filter.text.length < LONGEST) filter.text += ` ${words.join(' ')}`;
  });
  return records;
}

function qdisc(words: readonly string[], line: number, text: string): TcRecord | undefined {
  const dev = words.indexOf('dev');
  const device = dev < 0 ? undefined : words[dev + 1];
  const kind = words[1];
  if (device === undefined || kind === undefined) return undefined;
  const direction =
    kind === 'ingress' || kind === 'clsact' ? 'ingress' : words[dev + 2] === 'parent' ? 'egress' : 'root';
  return { line, device, kind, direction, text };
}
