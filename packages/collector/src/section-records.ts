import { parseAddresses } from './section/address.ts';
import { parseConntrack } from './section/conntrack.ts';
import { parseFdb } from './section/fdb.ts';
import { parseIpsets } from './section/ipset.ts';
import { parseIptables } from './section/iptables.ts';
import { parseIpvs } from './section/ipvs.ts';
import { parseLinks } from './section/link.ts';
import { parseNeighbours } from './section/neighbour.ts';
import { parseRoutes } from './section/route.ts';
import { parseRules } from './section/rule.ts';
import { parseSockets } from './section/socket.ts';
import { parseSysctls } from './section/sysctl.ts';
import { parseTc } from './section/tc.ts';
import { parseBridgeVlans } from './section/vlan.ts';
import { parseWireguard } from './section/wireguard.ts';

/** What one line, or a few, of a section say. `line` is 1-based within the text that was given. */
export type SectionRecord = { readonly line: number } & Readonly<Record<string, unknown>>;

const reader =
  (parse: (text: string) => { readonly records: readonly SectionRecord[] }) =>
  (text: string): readonly SectionRecord[] =>
    parse(text).records;

const iptables =
  (family: 4 | 6) =>
  (text: string, name: string): readonly SectionRecord[] =>
    parseIptables(text, name, family).dump.tables.flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.rules.map(({ line, text: rule }) => ({ line, table: table.name, chain: chain.name, rule })),
      ),
    );

const READERS: Readonly<Record<string, (text: string, name: string) => readonly SectionRecord[]>> = {
  'ip-link': reader(parseLinks),
  'ip-addr': reader(parseAddresses),
  'ip-route': reader((text) => parseRoutes(text, 4)),
  'ip-6-route': reader((text) => parseRoutes(text, 6)),
  'ip-rule': reader((text) => parseRules(text, 4)),
  'ip-6-rule': reader((text) => parseRules(text, 6)),
  'ip-neigh': reader(parseNeighbours),
  'ip-6-neigh': reader(parseNeighbours),
  'bridge-vlan': reader(parseBridgeVlans),
  'bridge-fdb': reader(parseFdb),
  'iptables-legacy-save': iptables(4),
  'iptables-nft-save': iptables(4),
  'ip6tables-legacy-save': iptables(6),
  'ip6tables-nft-save': iptables(6),
  ipset: reader(parseIpsets),
  ipvs: reader(parseIpvs),
  wireguard: reader(parseWireguard),
  conntrack: reader(parseConntrack),
  ss: reader(parseSockets),
  sysctl: (text) => [...parseSysctls(text)].map(([key, { value, line }]) => ({ line, key, value })),
  tc: (text) => parseTc(text),
};

/** A section's text (or a run of its lines) as records in the order of their lines; empty where nothing reads it. For people. */
export function sectionRecords(name: string, text: string): readonly SectionRecord[] {
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return read ? read(text, name).toSorted((a, b) => a.line - b.line) : [];
}
