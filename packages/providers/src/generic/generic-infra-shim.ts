import { type Backend, type Cluster, type InfraShim, noReadyEndpointOn } from '@skoop/engine';

/** A network about which nothing is known: it carries everything, knows no pod addresses, and those of services only if it is said to. */
export function genericInfraShim(cluster: Cluster, serviceRoutes = false): InfraShim {
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
    serviceRoute: () => (serviceRoutes ? evenly(nodes()) : []),
    balance(service, address) {
      const local = service.externalPolicy === 'Local';
      const all = nodes();
      const healthy = local ? all.filter((n) => !noReadyEndpointOn(cluster, service, n)) : all;
      const which = local ? 'nodes that have a ready endpoint' : 'schedulable nodes';
      // Most balancers fail open: where no node is healthy, all get traffic, and what their rules do with it is what clients meet.
      const open = healthy.length === 0;
      return {
        backends: evenly(open ? all : healthy),
        assumption: {
          id: 'balancer-spreads',
          message: open
            ? `No node has a ready endpoint of service ${service.key}: ${address} is taken to be spread over all ${all.length} nodes then.`
            : `${address} of service ${service.key} is spread evenly over the ${healthy.length} ${which}.`,
        },
      };
    },
  };
}
