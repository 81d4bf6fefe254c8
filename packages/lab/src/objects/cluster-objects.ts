import type { KubeObject } from '@skoop/model';
import type { Plan } from '../plan.ts';
import { endpointSliceObjects } from './endpoint-slices.ts';
import { nodeObjects } from './nodes.ts';
import { podObjects } from './pods.ts';
import { serviceObjects } from './services.ts';
import { configMapObjects, daemonSetObjects, ipPoolObjects, namespaceObjects } from './system.ts';

/** Resource name (plural, as in `kubectl get`) -> objects. */
export type ClusterObjects = Readonly<Record<string, readonly KubeObject[]>>;

/** Everything that the API server of this cluster would know of, as far as diagnosis reads it. */
export const clusterObjects = (plan: Plan): ClusterObjects => ({
  nodes: nodeObjects(plan),
  pods: podObjects(plan),
  services: serviceObjects(plan),
  endpointslices: endpointSliceObjects(plan),
  networkpolicies: plan.topology.networkPolicies ?? [],
  namespaces: namespaceObjects(plan),
  daemonsets: daemonSetObjects(plan),
  configmaps: configMapObjects(plan),
  ...(plan.topology.cni === 'calico' ? { ippools: ipPoolObjects(plan) } : {}),
});

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Keys in the order kubectl prints them: sorted. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as { [key: string]: Json }).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

/** What `kubectl get <resource> -A -o json` prints. */
export const kubectlList = (items: readonly KubeObject[]): string =>
  `${JSON.stringify(sorted({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }), null, 4)}\n`;
