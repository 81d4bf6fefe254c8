import { addressWords, type Family, IP_PROTOCOL_NUMBERS, type IpsetRecord, maskWords, parsePrefix } from '@skoop/model';
import { icmpType } from '../icmp-names.ts';
import { addressText, type Dimension } from './member.ts';

/** A set whose members can be looked up by text: one key for each, with addresses as prefixes. */
export type SetTable = {
  readonly name: string;
  readonly type: string;
  /** undefined: the type knows no family. */
  readonly family: Family | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly dims: readonly Dimension[];
  /** Prefix lengths in use in each `net` dimension, the longest first. */
  readonly lengths: readonly (readonly number[])[];
  /** Length that addresses are cut to before they are looked up. */
  readonly netmask: number | undefined;
  readonly members: ReadonlyMap<string, { readonly nomatch: boolean; readonly wildcard: boolean }>;
  /** Names of the member sets of a `list:set`. */
  readonly sets: readonly string[];
};

const WITHOUT_FAMILY = new Set(['bitmap:port', 'list:set', 'hash:mac']);

/** Builds the lookup table of one set of the dump. */
export function setTable(record: IpsetRecord): SetTable {
  const kinds = record.type.slice(record.type.indexOf(':') + 1).split(',');
  const list = record.type === 'list:set';
  const dims = list ? [] : (kinds as Dimension[]);
  const family = WITHOUT_FAMILY.has(record.type) ? undefined : record.type.startsWith('bitmap:') ? 4 : record.family;
  const lengths = dims.map(() => new Set<number>());
  const members = new Map<string, { nomatch: boolean; wildcard: boolean }>();
  if (!list)
    for (const entry of record.entries) {
      const key = keyOf(entry.value, dims, lengths);
      const wildcard = 'wildcard' in entry.options;
      if (key !== undefined) members.set(key, { nomatch: entry.nomatch, wildcard });
    }
  const netmask = record.options.netmask;
  return {
    name: record.name,
    type: record.type,
    family,
    options: record.options,
    dims,
    lengths: lengths.map((s) => [...s].sort((a, b) => b - a)),
    netmask: netmask === undefined ? undefined : Number(netmask),
    members,
    sets: list ? record.entries.map((e) => e.value) : [],
  };
}

/** `10.0.0.0/8,tcp:80,fd00::1` as the key that lookups use; notes the prefix lengths met. */
function keyOf(value: string, dims: readonly Dimension[], lengths: readonly Set<number>[]): string | undefined {
  const parts = value.split(',');
  const keys: string[] = [];
  for (const [i, dim] of dims.entries()) {
    const text = parts[i];
    const key = text === undefined ? undefined : partKey(dim, text, lengths[i]);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys.join(',');
}

function partKey(dim: Dimension, text: string, lengths: Set<number> | undefined): string | undefined {
  switch (dim) {
    case 'ip':
    case 'net': {
      const prefix = parsePrefix(text);
      if (!prefix) return undefined;
      lengths?.add(prefix.length);
      return addressText(prefix.words, prefix.length);
    }
    case 'port':
      return portKey(text);
    case 'mac':
      return text.toLowerCase();
    case 'mark':
      return String(Number(text) >>> 0);
    case 'iface':
      return text;
  }
}

/** `tcp:80`, `icmp:echo-request`, `icmpv6:128/0`, `vrrp:0`, `80`. */
function portKey(text: string): string {
  const colon = text.indexOf(':');
  if (colon < 0) return text;
  const [name, value] = [text.slice(0, colon).toLowerCase(), text.slice(colon + 1)];
  const protocol = name === 'ipv6-icmp' ? 'icmpv6' : name;
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    const type = icmpType(protocol === 'icmp' ? 4 : 6, value);
    const code = value.includes('/') || type?.toCode === type?.fromCode ? (type?.fromCode ?? 0) : 0;
    return type && type.type !== 'any' ? `${protocol}:${type.type * 256 + code}` : text;
  }
  return IP_PROTOCOL_NUMBERS[protocol] === undefined ? text.toLowerCase() : `${protocol}:${value}`;
}

/** Keys of an address in a dimension, the most specific first. */
export function addressKeys(table: SetTable, dimension: number, words: readonly number[]): readonly string[] {
  const bits = words.length * 32;
  const cut = table.netmask !== undefined && table.dims[dimension] === 'ip' ? maskWords(words, table.netmask) : words;
  return (table.lengths[dimension] ?? []).filter((l) => l <= bits).map((l) => addressText(maskWords(cut, l), l));
}

export { addressWords };
