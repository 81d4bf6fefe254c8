import type { Address, Family } from '@skoop/model';
import { calicoVethOf, hostVethOf, macOf, uidOf } from './identity.ts';
import type { Listen, PodPort, PodSpec, ServiceSpec, Topology } from './topology.ts';

/** One value for each family that the cluster has. */
export type PerFamily<T> = Partial<Record<Family, T>>;

export type PlannedNode = {
  readonly name: string;
  /** 1 for the first. */
  readonly index: number;
  readonly addresses: PerFamily<Address>;
  readonly podCidrs: PerFamily<string>;
  /** Calico's IPAM block: the first part of the pod CIDR. */
  readonly blocks: PerFamily<string>;
  /** Address of cni0, the pods' gateway. */
  readonly gateways: PerFamily<Address>;
  /** Address of the tunnel device: the network address of the pod CIDR. */
  readonly tunnelAddresses: PerFamily<Address>;
  readonly mac: string;
  readonly bridgeMac: string;
  readonly tunnelMacs: PerFamily<string>;
};

export type PlannedPod = {
  readonly namespace: string;
  readonly name: string;
  /** `<namespace>/<name>`. */
  readonly key: string;
  readonly uid: string;
  readonly node: PlannedNode;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PodPort[];
  readonly listen: readonly Listen[];
  readonly hostNetwork: boolean;
  readonly ready: boolean;
  readonly addresses: PerFamily<Address>;
  readonly mac: string;
  readonly hostVeth: string;
};

export type PlannedService = ServiceSpec & {
  readonly namespace: string;
  readonly key: string;
  readonly uid: string;
  readonly clusterIPs: PerFamily<Address>;
};

/** A topology with every name, address and UID decided. */
export type Plan = {
  readonly topology: Topology;
  readonly families: readonly Family[];
  readonly clusterCidrs: PerFamily<string>;
  readonly serviceCidrs: PerFamily<string>;
  readonly nodes: readonly PlannedNode[];
  readonly pods: readonly PlannedPod[];
  readonly services: readonly PlannedService[];
  /** MTU of the pods and of cni0, bytes. */
  readonly podMtu: number;
};

export const UNDERLAY_MTU = 1500;
/** MTU of tunl0, bytes. */
export const IPIP_MTU = UNDERLAY_MTU - 20;
const VXLAN_OVERHEAD: PerFamily<number> = { 4: 50, 6: 70 };
export const CLUSTER_CIDRS = { 4: '10.244.0.0/16', 6: 'fd00:10:244::/56' } as const;
const SERVICE_CIDRS = { 4: '10.96.0.0/16', 6: 'fd00:10:96::/112' } as const;

/** Router of the underlay and, behind it, a host of the outside world: both are the client namespace. */
export const EXTERNAL = {
  gateway: { 4: '10.10.0.1', 6: 'fd00:10:10::1' },
  address: { 4: '203.0.113.9', 6: '2001:db8:113::9' },
} as const;
/** Load balancer and external IPs come from here; the client reaches them by way of the first node. */
export const VIP_CIDRS = { 4: '192.0.2.0/24', 6: '2001:db8:2::/64' } as const;

/** Pods of a node that have a network namespace of their own. */
export const podsOf = (plan: Plan, node: PlannedNode): PlannedPod[] =>
  plan.pods.filter((p) => p.node === node && !p.hostNetwork);

export const hostBits = (family: Family): number => (family === 4 ? 32 : 128);
/** MTU of the tunnel's device of a family, bytes. */
export const tunnelMtu = (family: Family): number => UNDERLAY_MTU - (VXLAN_OVERHEAD[family] ?? 0);

export function perFamily<T>(families: readonly Family[], make: (family: Family) => T): PerFamily<T> {
  return Object.fromEntries(families.map((f) => [f, make(f)]));
}

function planNode(name: string, index: number, families: readonly Family[]): PlannedNode {
  const v6 = index.toString(16);
  return {
    name,
    index,
    addresses: perFamily(families, (f) => (f === 4 ? `10.10.0.${10 + index}` : `fd00:10:10::${10 + index}`)),
    podCidrs: perFamily(families, (f) => (f === 4 ? `10.244.${index}.0/24` : `fd00:10:244:${v6}::/64`)),
    blocks: perFamily(families, (f) => (f === 4 ? `10.244.${index}.0/26` : `fd00:10:244:${v6}::/122`)),
    gateways: perFamily(families, (f) => (f === 4 ? `10.244.${index}.1` : `fd00:10:244:${v6}::1`)),
    tunnelAddresses: perFamily(families, (f) => (f === 4 ? `10.244.${index}.0` : `fd00:10:244:${v6}::`)),
    mac: macOf('eth0', name),
    bridgeMac: macOf('cni0', name),
    tunnelMacs: perFamily(families, (f) => macOf('flannel', f, name)),
  };
}

const FIRST_POD = 2; // .1 is cni0

function planPods(topology: Topology, nodes: readonly PlannedNode[]): PlannedPod[] {
  const used = new Map<string, number>();
  return topology.pods.map((spec: PodSpec) => {
    const node = nodes.find((n) => n.name === spec.node);
    if (!node) throw new Error(`pod ${spec.name} is on ${spec.node}, which the topology does not have`);
    const namespace = spec.namespace ?? 'default';
    const uid = uidOf('Pod', namespace, spec.name);
    const hostNetwork = spec.hostNetwork ?? false;
    const number = FIRST_POD + (used.get(node.name) ?? 0);
    if (!hostNetwork) used.set(node.name, number - FIRST_POD + 1);
    const ports = spec.ports ?? [];
    return {
      namespace,
      name: spec.name,
      key: `${namespace}/${spec.name}`,
      uid,
      node,
      labels: spec.labels ?? {},
      ports,
      listen: spec.listen ?? ports.map((p) => ({ port: p.port, protocol: p.protocol })),
      hostNetwork,
      ready: spec.ready ?? true,
      addresses: hostNetwork
        ? node.addresses
        : perFamily(topology.families, (f) =>
            f === 4
              ? `10.244.${node.index}.${number}`
              : `fd00:10:244:${node.index.toString(16)}::${number.toString(16)}`,
          ),
      mac: macOf('pod', namespace, spec.name),
      hostVeth: topology.cni === 'calico' ? calicoVethOf(namespace, spec.name) : hostVethOf(uid),
    };
  });
}

const KUBERNETES: ServiceSpec = {
  name: 'kubernetes',
  ports: [{ name: 'https', port: 443, targetPort: 6443 }],
};

function planServices(topology: Topology, nodes: readonly PlannedNode[]): PlannedService[] {
  const apiServer = { ...KUBERNETES, manualEndpoints: [{ node: nodes[0]?.name ?? '', port: 6443 }] };
  return [apiServer, ...topology.services].map((spec, i) => {
    const namespace = spec.namespace ?? 'default';
    const number = i === 0 ? 1 : 9 + i;
    return {
      ...spec,
      namespace,
      key: `${namespace}/${spec.name}`,
      uid: uidOf('Service', namespace, spec.name),
      clusterIPs: spec.headless
        ? {}
        : perFamily(topology.families, (f) => (f === 4 ? `10.96.0.${number}` : `fd00:10:96::${number.toString(16)}`)),
    };
  });
}

/** Decides everything that a topology leaves open. The same topology always gives the same plan. */
export function planCluster(topology: Topology): Plan {
  const { families } = topology;
  const nodes = topology.nodes.map((n, i) => planNode(n.name, i + 1, families));
  return {
    topology,
    families,
    clusterCidrs: perFamily(families, (f) => CLUSTER_CIDRS[f]),
    serviceCidrs: perFamily(families, (f) => SERVICE_CIDRS[f]),
    nodes,
    pods: planPods(topology, nodes),
    services: planServices(topology, nodes),
    podMtu: {
      vxlan: Math.min(...families.map(tunnelMtu)),
      ipip: IPIP_MTU,
      'host-gw': UNDERLAY_MTU,
    }[topology.backend],
  };
}
