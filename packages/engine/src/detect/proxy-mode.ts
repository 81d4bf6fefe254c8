import type { Detected, NamespaceDump } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { type Config, optionOf } from '../config-binder.ts';
import { configMapData, yamlScalar } from './config-map.ts';

export const PROXY_MODES = ['iptables', 'ipvs', 'nftables', 'none'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];

/** How Services are made to work on the nodes: by flag, by kube-proxy's configuration, by what the nodes carry. */
export function detectProxyMode(cluster: Cluster, config: Config): Detected {
  const given = optionOf(config, 'proxy-mode');
  if (given !== undefined) return { value: given, why: 'given as --proxy-mode', certain: true };
  const text = configMapData(cluster, ['kube-proxy'], 'config.conf');
  if (text !== undefined) {
    const mode = yamlScalar(text, 'mode') ?? '';
    const value = mode === '' ? 'iptables' : mode;
    const why =
      mode === ''
        ? 'ConfigMap kube-proxy leaves mode empty, which means iptables'
        : `ConfigMap kube-proxy says mode: ${mode}`;
    if ((PROXY_MODES as readonly string[]).includes(value)) return { value, why, certain: true };
  }
  for (const dump of cluster.snapshot.nodes.values()) {
    const host = dump.namespaces[0];
    const seen = host && modeOf(host);
    if (seen) return { value: seen.value, why: `${seen.why} on ${dump.node}`, certain: true };
  }
  const any = cluster.snapshot.nodes.size > 0;
  return {
    value: 'none',
    why: any
      ? 'no node carries rules of kube-proxy'
      : 'no configuration of kube-proxy and no node dump in the snapshot',
    certain: any,
  };
}

function modeOf(host: NamespaceDump): { readonly value: ProxyMode; readonly why: string } | undefined {
  if (host.links.some((l) => l.name === 'kube-ipvs0')) return { value: 'ipvs', why: 'device kube-ipvs0' };
  if (host.nft?.items.some(isKubeProxyTable)) return { value: 'nftables', why: 'nftables table kube-proxy' };
  if (hasChain(host, 'KUBE-SERVICES')) return { value: 'iptables', why: 'iptables chain KUBE-SERVICES' };
  return undefined;
}

function isKubeProxyTable(item: Readonly<Record<string, unknown>>): boolean {
  const table = item.table;
  return typeof table === 'object' && table !== null && 'name' in table && table.name === 'kube-proxy';
}

export const hasChain = (host: NamespaceDump, name: string): boolean =>
  host.iptables.some((d) => d.tables.some((t) => t.chains.some((c) => c.name === name)));
