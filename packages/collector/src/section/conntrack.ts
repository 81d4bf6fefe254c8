import { type ConntrackRecord, type ConntrackTuple, canonicalAddress, type Family, familyOf } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

/** `conntrack -L`, with or without `-o extended`, and /proc/net/nf_conntrack. */
export function parseConntrack(text: string): Parsed<ConntrackRecord> {
  const records: ConntrackRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === '') return;
    const record = entry(wordsOf(line), number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

function entry(words: string[], line: number): ConntrackRecord | undefined {
  if (words[0] === 'ipv4' || words[0] === 'ipv6') words.splice(0, 2);
  const protocol = words[0] ?? '';
  const timeout = integer(words[2]);
  const state = words.slice(2).find((w) => /^[A-Z][A-Z_0-9]+$/.test(w));
  const flags = words.filter((w) => /^\[[A-Z_]+\]$/.test(w)).map((w) => w.slice(1, -1));
  const directions: Map<string, string>[] = [];
  const after = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) continue;
    const key = word.slice(0, equals);
    const value = word.slice(equals + 1);
    if (key === 'src') directions.push(new Map());
    if (/^(src|dst|sport|dport|type|code|id|srckey|dstkey)$/.test(key)) directions.at(-1)?.set(key, value);
    else if (!after.has(key)) after.set(key, value);
  }
  const [original, reply] = directions.map(tuple);
  if (!original || !reply) return undefined;
  const family: Family = familyOf(original.source);
  return {
    line,
    family,
    protocol,
    ...(state && { state }),
    original,
    reply,
    flags,
    mark: integer(after.get('mark')) ?? 0,
    zone: integer(after.get('zone')) ?? 0,
    ...(timeout !== undefined && { timeout }),
  };
}

function tuple(values: ReadonlyMap<string, string>): ConntrackTuple | undefined {
  const source = canonicalAddress(values.get('src') ?? '');
  const destination = canonicalAddress(values.get('dst') ?? '');
  if (source === undefined || destination === undefined) return undefined;
  const type = integer(values.get('type'));
  return {
    source,
    destination,
    ...(values.has('sport') && { sourcePort: integer(values.get('sport')) }),
    ...(values.has('dport') && { destinationPort: integer(values.get('dport')) }),
    ...(type !== undefined && {
      icmp: { type, code: integer(values.get('code')) ?? 0, id: integer(values.get('id')) ?? 0 },
    }),
  };
}
