import {
  type Address,
  type Evidence,
  familyOf,
  type IptablesChain,
  type IptablesDump,
  type IpvsService,
  type NamespaceDump,
} from '@skoop/model';
import { argOf, targetOf } from '../iptables-view.ts';
import type { ServicePort } from '../objects/service.ts';
import { installedNftTargets } from './installed-nft-targets.ts';

/** Endpoints that a node's rules really send a service port to: `address:port` -> the line that says so. */
export type InstalledTargets = { readonly targets: ReadonlyMap<string, Evidence>; readonly at: readonly Evidence[] };

type NatView = {
  readonly dump: IptablesDump;
  readonly chains: ReadonlyMap<string, IptablesChain>;
  /** `address protocol port` -> chain that KUBE-SERVICES jumps to. */
  readonly services: ReadonlyMap<string, { readonly chain: string; readonly line: number; readonly text: string }>;
};

const cache = new WeakMap<NamespaceDump, readonly NatView[]>();

/** undefined: the node has no rules of kube-proxy for this family, so nothing can be compared. */
export function installedTargets(
  host: NamespaceDump,
  address: Address,
  port: ServicePort,
): InstalledTargets | undefined {
  if (host.ipvs.length > 0) return fromIpvs(host, address, port);
  const nft = installedNftTargets(host, address, port);
  if (nft) return nft;
  const views = (cache.get(host) ?? build(host)).filter((v) => v.dump.family === familyOf(address));
  if (views.length === 0) return undefined;
  const targets = new Map<string, Evidence>();
  const at: Evidence[] = [];
  for (const view of views) {
    const entry = view.services.get(`${address} ${port.protocol} ${port.port}`);
    if (!entry) continue;
    at.push(evidence(view, entry.line, entry.text));
    collect(view, entry.chain, targets, 0);
  }
  return { targets, at };
}

/** Deepest jump from a service to its endpoints: SVC, (SVL, EXT), SEP. */
const DEEPEST = 4;

function collect(view: NatView, chain: string, out: Map<string, Evidence>, depth: number): void {
  if (depth > DEEPEST) return;
  for (const rule of view.chains.get(chain)?.rules ?? []) {
    const target = targetOf(rule);
    const to = target === 'DNAT' ? argOf(rule, '--to-destination') : undefined;
    if (to !== undefined) out.set(to, evidence(view, rule.line, rule.text));
    else if (target?.startsWith('KUBE-S')) collect(view, target, out, depth + 1);
  }
}

const evidence = (view: NatView, line: number, text: string): Evidence => ({
  node: '',
  netns: 'host',
  section: view.dump.section,
  line,
  text,
});

function build(host: NamespaceDump): readonly NatView[] {
  const views = host.iptables.flatMap((dump): NatView[] => {
    const chains = new Map((dump.tables.find((t) => t.name === 'nat')?.chains ?? []).map((c) => [c.name, c]));
    const entry = chains.get('KUBE-SERVICES');
    if (!entry) return [];
    const services = new Map<string, { chain: string; line: number; text: string }>();
    for (const rule of entry.rules) {
      const chain = targetOf(rule);
      const destination = argOf(rule, '-d', '--destination')?.split('/')[0];
      const dport = argOf(rule, '--dport');
      if (chain === undefined || destination === undefined || dport === undefined) continue;
      const key = `${destination} ${argOf(rule, '-p', '--protocol')} ${dport}`;
      if (!services.has(key)) services.set(key, { chain, line: rule.line, text: rule.text });
    }
    return [{ dump, chains, services }];
  });
  cache.set(host, views);
  return views;
}

const ipvsKey = (protocol: string | undefined, address: Address | undefined, port: number | undefined): string =>
  `${protocol} ${address} ${port}`;
const ipvsCache = new WeakMap<NamespaceDump, ReadonlyMap<string, IpvsService>>();

function ipvsServices(host: NamespaceDump): ReadonlyMap<string, IpvsService> {
  const hit = ipvsCache.get(host);
  if (hit) return hit;
  const made = new Map(host.ipvs.map((s) => [ipvsKey(s.protocol, s.address, s.port), s] as const));
  ipvsCache.set(host, made);
  return made;
}

function fromIpvs(host: NamespaceDump, address: Address, port: ServicePort): InstalledTargets {
  const service = ipvsServices(host).get(ipvsKey(port.protocol, address, port.port));
  const at = (line: number, text: string): Evidence => ({ node: '', netns: host.id, section: 'ipvs', line, text });
  const targets = (service?.destinations ?? [])
    .filter((d) => d.weight > 0)
    .map((d): [string, Evidence] => {
      const text = familyOf(d.address) === 6 ? `[${d.address}]:${d.port}` : `${d.address}:${d.port}`;
      return [text, at(d.line, text)];
    });
  return { targets: new Map(targets), at: service ? [at(service.line, `${address}:${port.port}`)] : [] };
}
