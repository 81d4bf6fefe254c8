import { canonicalAddress, type FdbRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

type Building = { -readonly [K in keyof FdbRecord]: FdbRecord[K] };

/** `bridge -d fdb show`. */
export function parseFdb(text: string): Parsed<FdbRecord> {
  const records: FdbRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === '') return;
    const record = entry(wordsOf(line), number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

function entry(words: readonly string[], line: number): FdbRecord | undefined {
  const mac = words[0]?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2})*$/.test(mac)) return undefined;
  const flags: string[] = [];
  const out: Building = { line, mac, device: '', flags };
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (i + 1 < words.length && valued(out, word, words[i + 1] ?? '')) i += 1;
    else flags.push(word);
  }
  return out.device === '' ? undefined : out;
}

function valued(out: Building, word: string, value: string): boolean {
  switch (word) {
    case 'dev':
      out.device = value;
      return true;
    case 'master':
      out.master = value;
      return true;
    case 'dst':
      out.dst = canonicalAddress(value);
      return true;
    case 'vni':
      out.vni = integer(value);
      return true;
    case 'port':
      out.port = integer(value);
      return true;
    case 'via':
      out.via = value;
      return true;
    case 'vlan':
      out.vlan = integer(value);
      return true;
    case 'nhid':
      out.nhid = integer(value);
      return true;
    case 'src_vni':
    case 'link-netnsid':
    case 'used':
    case 'updated':
    case 'state':
      return true;
    default:
      return false;
  }
}
