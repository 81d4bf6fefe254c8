import type { ClusterFacts } from '@skoop/model';

/** `v1.33, flannel vxlan, 3 nodes`. */
export function clusterWords(facts: ClusterFacts, nodes?: number): string {
  const plugin = [facts.plugin.value, facts.backend?.value].filter(Boolean).join(' ');
  return [facts.version, plugin, nodes === undefined ? '' : `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`]
    .filter(Boolean)
    .join(', ');
}
