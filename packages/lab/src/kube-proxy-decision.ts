import type { Endpoint } from './endpoints.ts';
import type { ProxyPort } from './kube-proxy-ports.ts';
import type { ProxySite } from './kube-proxy-site.ts';

/** What kube-proxy decided about one service port on one node (proxy.CategorizeEndpoints and the top of the service loop). */
export type ProxyDecision = {
  readonly cluster: readonly Endpoint[];
  readonly local: readonly Endpoint[];
  readonly reachable: readonly Endpoint[];
  readonly hasEndpoints: boolean;
  readonly hasInternal: boolean;
  readonly hasExternal: boolean;
  readonly externallyAccessible: boolean;
  readonly usesFirewall: boolean;
};

const isLeaving = (e: Endpoint): boolean => !e.ready && e.serving === true && e.terminating === true;

/** The endpoints that hints keep for this node: all if one that is ready has none, or if none is for this node or its zone. */
function byHints(ready: readonly Endpoint[], site: Pick<ProxySite, 'node' | 'zone'>): readonly Endpoint[] {
  const of = (hints: (e: Endpoint) => readonly string[] | undefined, here: string | undefined) => {
    const kept = ready.filter((e) => here !== undefined && hints(e)?.includes(here));
    return kept.length > 0 && ready.every((e) => (hints(e)?.length ?? 0) > 0) ? kept : undefined;
  };
  return of((e) => e.forNodes, site.node) ?? of((e) => e.forZones, site.zone) ?? ready;
}

export function decide(p: ProxyPort, site: Pick<ProxySite, 'node' | 'zone'>): ProxyDecision {
  const externallyAccessible = p.nodePort !== undefined || p.loadBalancerIps.length > 0 || p.externalIps.length > 0;
  const ready = p.endpoints.filter((e) => e.ready);
  const leaving = p.endpoints.filter(isLeaving);
  const usable = ready.length > 0 ? byHints(ready, site) : leaving;
  const usesCluster = !p.internalLocal || externallyAccessible;
  const usesLocal = p.internalLocal || (p.externalLocal && externallyAccessible);
  const here = (list: readonly Endpoint[]) => list.filter((e) => e.node === site.node);
  const readyHere = here(ready);
  const local = !usesLocal ? [] : readyHere.length > 0 ? readyHere : here(leaving);
  const cluster = usesCluster ? usable : [];
  const hasEndpoints = cluster.length > 0 || (usesLocal && ready.length + leaving.length > 0);
  return {
    cluster,
    local,
    reachable: usesCluster ? [...new Set([...cluster, ...local])] : local,
    hasEndpoints,
    hasInternal: p.internalLocal ? local.length > 0 : hasEndpoints,
    hasExternal: p.externalLocal ? local.length > 0 : hasEndpoints,
    externallyAccessible,
    usesFirewall: hasEndpoints && p.loadBalancerIps.length > 0 && p.sourceRanges.length > 0,
  };
}
