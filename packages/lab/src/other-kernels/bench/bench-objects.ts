import type { KubeObject } from '@skoop/model';
import { type ClusterObjects, clusterObjects } from '../../objects/cluster-objects.ts';
import type { Plan } from '../../plan.ts';

const withoutAnnotations = ({ metadata: { annotations: _, ...metadata }, ...rest }: KubeObject): KubeObject => ({
  ...rest,
  metadata,
});

/** Objects of a cluster that has nodes and pods and nothing else: no plugin that could be told by them, no kube-proxy. */
export function benchObjects(plan: Plan): ClusterObjects {
  const { nodes = [], pods = [], namespaces = [] } = clusterObjects(plan);
  const own = new Set(plan.pods.map((p) => p.key));
  return {
    nodes: nodes.map(withoutAnnotations),
    pods: pods.filter((p) => own.has(`${p.metadata.namespace}/${p.metadata.name}`)),
    namespaces: namespaces.filter((n) => n.metadata.name !== 'kube-flannel'),
    services: [],
    endpointslices: [],
    networkpolicies: [],
  };
}
