import {
  addressWords,
  type Family,
  IP_PROTOCOL_NUMBERS,
  type IpsetRecord,
  maskWords,
  parsePrefix,
  type Words,
} from '@skoop/model';
import { icmpType } from '../icmp-names.ts';
import { addressText, type Dimension } from './member.ts';

/** `physdev:NAME`, or a `wildcard` member: the beginning of names. */
export type InterfacePattern = {
  readonly kind: 'physdev' | 'wildcard';
  readonly name: string;
  readonly nomatch: boolean;
};

/** Stands for the hardware address of a bitmap:ip,mac member that has none yet: the first packet fills it in. */
export const ANY_MAC = '*';

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
  /** Bits of `ip` addresses that count (`netmask`, `bitmask`). */
  readonly mask: Words | undefined;
  readonly members: ReadonlyMap<string, { readonly nomatch: boolean }>;
  /** Members of hash:net,iface that are not one device's name: prefix -> patterns. */
  readonly interfaces: ReadonlyMap<string, readonly InterfacePattern[]>;
  /** Networks that members of hash:net,iface have with any interface. */
  readonly withInterface: ReadonlySet<string>;
  /** Names of the member sets of a `list:set`. */
  readonly sets: readonly string[];
};

const WITHOUT_FAMILY = new Set(['bitmap:port', 'list:set', 'hash:mac']);

// @supports ipset types | bitmap:ip | net/netfilter/ipset/ip_set_bitmap_ip.c
// @supports ipset types | bitmap:ip,mac | net/netfilter/ipset/ip_set_bitmap_ipmac.c
// @supports ipset types | bitmap:port | net/netfilter/ipset/ip_set_bitmap_port.c
// @supports ipset types | hash:ip | net/netfilter/ipset/ip_set_hash_ip.c
// @supports ipset types | hash:mac | net/netfilter/ipset/ip_set_hash_mac.c
// @supports ipset types | hash:ip,mac | net/netfilter/ipset/ip_set_hash_ipmac.c
// @supports ipset types | hash:net | net/netfilter/ipset/ip_set_hash_net.c
// @supports ipset types | hash:net,net | net/netfilter/ipset/ip_set_hash_netnet.c
// @supports ipset types | hash:ip,port | net/netfilter/ipset/ip_set_hash_ipport.c
// @supports ipset types | hash:net,port | net/netfilter/ipset/ip_set_hash_netport.c
// @supports ipset types | hash:ip,port,ip | net/netfilter/ipset/ip_set_hash_ipportip.c
// @supports ipset types | hash:ip,port,net | net/netfilter/ipset/ip_set_hash_ipportnet.c
// @supports ipset types | hash:ip,mark | net/netfilter/ipset/ip_set_hash_ipmark.c
// @supports ipset types | hash:net,port,net | net/netfilter/ipset/ip_set_hash_netportnet.c
// @supports ipset types | hash:net,iface | net/netfilter/ipset/ip_set_hash_netiface.c
// @supports ipset types | list:set | net/netfilter/ipset/ip_set_list_set.c
/** Builds the lookup table of one set of the dump. */
export function setTable(record: IpsetRecord): SetTable {
  const kinds = record.type.slice(record.type.indexOf(':') + 1).split(',');
  const list = record.type === 'list:set';
  const dims = list ? [] : (kinds as Dimension[]);
  const family = WITHOUT_FAMILY.has(record.type) ? undefined : record.type.startsWith('bitmap:') ? 4 : record.family;
  const lengths = dims.map(() => new Set<number>());
  const members = new Map<string, { nomatch: boolean }>();
  const interfaces = new Map<string, InterfacePattern[]>();
  const withInterface = new Set<string>();
  for (const { value, nomatch, options } of list ? [] : record.entries) {
    const key = keyOf(
      record.type === 'bitmap:ip,mac' && !value.includes(',') ? `${value},${ANY_MAC}` : value,
      dims,
      lengths,
    );
    if (key === undefined) continue;
    const comma = key.indexOf(',');
    if (dims.includes('iface')) withInterface.add(key.slice(0, comma));
    const device = key.slice(comma + 1);
    const physdev = device.startsWith(PHYSDEV);
    if (!dims.includes('iface') || (!physdev && !('wildcard' in options))) {
      members.set(key, { nomatch });
      continue;
    }
    const name = physdev ? device.slice(PHYSDEV.length) : device;
    const patterns = interfaces.get(key.slice(0, comma)) ?? [];
    patterns.push({ kind: physdev ? 'physdev' : 'wildcard', name, nomatch });
    interfaces.set(key.slice(0, comma), patterns);
  }
  return {
    name: record.name,
    type: record.type,
    family,
    options: record.options,
    dims,
    lengths: lengths.map((s) => [...s].sort((a, b) => b - a)),
    mask: maskOf(record.options, family ?? 4),
    members,
    interfaces,
    withInterface,
    sets: list ? record.entries.map((e) => e.value) : [],
  };
}

const PHYSDEV = 'physdev:';

function maskOf(options: IpsetRecord['options'], family: Family): Words | undefined {
  if (options.bitmask !== undefined) return addressWords(options.bitmask);
  const length = Number(options.netmask ?? Number.NaN);
  return Number.isInteger(length) ? maskWords(Array<number>(family === 4 ? 1 : 4).fill(0xffffffff), length) : undefined;
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
  return !Object.hasOwn(IP_PROTOCOL_NUMBERS, protocol) ? text.toLowerCase() : `${protocol}:${value}`;
}

/** Keys of an address in a dimension, the most specific first. */
export function addressKeys(table: SetTable, dimension: number, words: readonly number[]): readonly string[] {
  const bits = words.length * 32;
  const mask = table.dims[dimension] === 'ip' ? table.mask : undefined;
  const cut = mask?.length === words.length ? words.map((w, i) => (w & (mask[i] ?? 0)) >>> 0) : words;
  return (table.lengths[dimension] ?? []).filter((l) => l <= bits).map((l) => addressText(maskWords(cut, l), l));
}
