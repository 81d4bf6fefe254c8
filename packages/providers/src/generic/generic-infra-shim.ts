import { type Backend, type Cluster, type InfraShim, noReadyEndpointOn } from '@skoop/engine';

/** A network about which nothing is known: it carries everything, and knows no pod addresses. */
export function genericInfraShim(cluster: Cluster): InfraShim {
  const nodes = (): string[] => {
    const known =
      cluster.nodes.length > 0
        ? cluster.nodes
        : [...cluster.snapshot.nodes.keys()].map((name) => ({ name, schedulable: true, balanced: true, ready: true }));
    return known.filter((n) => n.schedulable && n.balanced && n.ready).map((n) => n.name);
  };
  const evenly = (names: readonly string[]): Backend[] => names.map((node) => ({ node, share: 1 / names.length }));
  return {
    name: 'generic',
    nodeToNode: () => undefined,
    nodeToExternal: () => undefined,
    externalToNode: () => undefined,
    podRoute: () => undefined,
    balance(service, address) {
      const local = service.externalPolicy === 'Local';
      const healthy = local ? nodes().filter((n) => !noReadyEndpointOn(cluster, service, n)) : nodes();
      const which = local ? 'nodes that have a ready endpoint' : 'schedulable nodes';
      return {
        backends: evenly(healthy),
        assumption: {
          id: 'balancer-spreads',
          message: `${address} of service ${service.key} is spread evenly over the ${healthy.length} ${which}.`,
        },
      };
    },
  };
}
