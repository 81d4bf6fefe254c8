import { type Address, type Evidence, familyOf, type NamespaceDump, type NftDump } from '@skoop/model';
import { field, integer, list, text } from '../objects/field.ts';
import type { ServicePort } from '../objects/service.ts';
import type { InstalledTargets } from './installed-targets.ts';

type Rule = { readonly expr: readonly unknown[]; readonly evidence: Evidence };
type Table = {
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  /** `address protocol port` -> chain that map service-ips leads to. */
  readonly services: ReadonlyMap<string, string>;
};

const cache = new WeakMap<NftDump, ReadonlyMap<string, Table>>();

/**
 * Endpoints that kube-proxy's table in nftables mode sends a service port to (pkg/proxy/nftables/proxier.go: map service-ips leads to a
 * chain of the service, a verdict map there to chains of the endpoints, and those translate). undefined: there is no such table.
 */
export function installedNftTargets(
  host: NamespaceDump,
  address: Address,
  port: ServicePort,
): InstalledTargets | undefined {
  if (!host.nft) return undefined;
  const tables = cache.get(host.nft) ?? build(host.nft);
  const table = tables.get(familyOf(address) === 6 ? 'ip6' : 'ip');
  if (!table) return undefined;
  const targets = new Map<string, Evidence>();
  const entry = table.services.get(`${address} ${port.protocol} ${port.port}`);
  if (entry === undefined) return { targets, at: [] };
  collect(table, entry, targets, new Set());
  const at = (table.chains.get(entry) ?? []).map((r) => r.evidence).slice(-1);
  return { targets, at };
}

function collect(table: Table, chain: string, out: Map<string, Evidence>, seen: Set<string>): void {
  if (seen.has(chain)) return;
  seen.add(chain);
  for (const rule of table.chains.get(chain) ?? []) {
    for (const statement of rule.expr) {
      const to = text(statement, 'dnat', 'addr');
      const toPort = integer(statement, 'dnat', 'port');
      if (to !== undefined) out.set(withPort(to, toPort), rule.evidence);
      const next = [text(statement, 'goto', 'target'), text(statement, 'jump', 'target')];
      const map = list(statement, 'vmap', 'data', 'set').map((element) => text(element, 1, 'goto', 'target'));
      for (const name of [...next, ...map]) if (name !== undefined) collect(table, name, out, seen);
    }
  }
}

function withPort(address: Address, port: number | undefined): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}

const FAMILIES = ['ip', 'ip6'];

function build(dump: NftDump): ReadonlyMap<string, Table> {
  const tables = new Map<string, { chains: Map<string, Rule[]>; services: Map<string, string> }>();
  for (const item of dump.items) {
    if (text(item, 'table', 'name') !== 'kube-proxy') continue;
    const family = text(item, 'table', 'family');
    if (family !== undefined && FAMILIES.includes(family))
      tables.set(family, { chains: new Map(), services: new Map() });
  }
  for (const item of dump.items) {
    for (const kind of ['map', 'rule']) {
      if (text(item, kind, 'table') !== 'kube-proxy') continue;
      const table = tables.get(text(item, kind, 'family') ?? '');
      if (!table) continue;
      if (kind === 'rule') addRule(dump, item, table.chains);
      else if (text(item, 'map', 'name') === 'service-ips') addServices(item, table.services);
    }
  }
  cache.set(dump, tables);
  return tables;
}

function addRule(dump: NftDump, item: unknown, chains: Map<string, Rule[]>): void {
  const chain = text(item, 'rule', 'chain') ?? '';
  const line = dump.lines.get(`${text(item, 'rule', 'family')} kube-proxy ${chain} ${integer(item, 'rule', 'handle')}`);
  const where = line === undefined ? { section: 'nft-json', line: 1 } : { section: 'nft-ruleset', line };
  const evidence = { node: '', netns: 'host', ...where, text: dump.texts.get(line ?? 0) ?? '' };
  const rules = chains.get(chain) ?? [];
  rules.push({ expr: list(item, 'rule', 'expr'), evidence });
  chains.set(chain, rules);
}

function addServices(item: unknown, services: Map<string, string>): void {
  for (const element of list(item, 'map', 'elem')) {
    // An element with a comment has its key one level deeper.
    const key = field(element, [0, 'elem', 'val']) ?? field(element, [0]);
    const [address, protocol, port] = list(key, 'concat');
    const chain = text(element, 1, 'goto', 'target');
    if (chain !== undefined) services.set(`${String(address)} ${String(protocol)} ${String(port)}`, chain);
  }
}
