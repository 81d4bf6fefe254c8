import { type AddressRecord, canonicalAddress, familyOf } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

/** `ip address show`. */
export function parseAddresses(text: string): Parsed<AddressRecord> {
  const records: AddressRecord[] = [];
  const unread: number[] = [];
  let device: string | undefined;
  eachLine(text, (line, number) => {
    const header = /^\d+: (.+?): </.exec(line);
    if (header) {
      const name = header[1] ?? '';
      const at = name.lastIndexOf('@');
      device = at <= 0 ? name : name.slice(0, at);
      return;
    }
    const words = wordsOf(line);
    if (words[0] !== 'inet' && words[0] !== 'inet6') return;
    const record = device === undefined ? undefined : address(words, device, number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

const VALUED = new Set(['peer', 'brd', 'any', 'anycast', 'scope', 'metric', 'proto']);

function address(words: readonly string[], device: string, line: number): AddressRecord | undefined {
  const values = new Map<string, string>();
  const flags: string[] = [];
  for (let i = 2; i < words.length; i++) {
    const word = words[i] ?? '';
    if (VALUED.has(word)) values.set(word, words[++i] ?? '');
    else flags.push(word);
  }
  // The last word of an IPv4 address is its label: the device's name, or an alias.
  if (words[0] === 'inet') flags.pop();
  const local = split(words[1] ?? '');
  const peer = values.has('peer') ? split(values.get('peer') ?? '') : undefined;
  if (!local || (values.has('peer') && !peer)) return undefined;
  const family = familyOf(local.address);
  const bits = family === 4 ? 32 : 128;
  const prefixLength = (peer ?? local).length ?? bits;
  if (prefixLength > bits || (words[0] === 'inet') !== (family === 4)) return undefined;
  return {
    line,
    device,
    family,
    address: local.address,
    prefixLength,
    ...(peer && { peer: peer.address }),
    scope: values.get('scope') ?? 'global',
    flags,
  };
}

function split(text: string): { readonly address: string; readonly length: number | undefined } | undefined {
  const slash = text.indexOf('/');
  const address = canonicalAddress(slash < 0 ? text : text.slice(0, slash));
  const length = slash < 0 ? undefined : integer(text.slice(slash + 1));
  return address === undefined || (slash >= 0 && length === undefined) ? undefined : { address, length };
}
