import type { Family, KubeObject } from '@skoop/model';

/** A port that a container declares, and that its program listens on unless `listen` of the pod says otherwise. */
export type PodPort = { readonly name?: string; readonly port: number; readonly protocol?: 'tcp' | 'udp' };

/** A socket of a pod's program. Address: `::` (default) takes both families, `127.0.0.1` only the loopback, and so on. */
export type Listen = {
  readonly port: number;
  readonly protocol?: 'tcp' | 'udp';
  readonly address?: string;
  readonly v6only?: boolean;
  /** SO_BINDTODEVICE. */
  readonly device?: string;
  /** SO_REUSEPORT. */
  readonly reusePort?: boolean;
  /** User and group that the socket is made as; default root. */
  readonly uid?: number;
  /** IP_TRANSPARENT. */
  readonly transparent?: boolean;
};

export type PodSpec = {
  readonly namespace?: string;
  readonly name: string;
  /** Name of the node it runs on. */
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly PodPort[];
  readonly listen?: readonly Listen[];
  readonly hostNetwork?: boolean;
  /** Default true. */
  readonly ready?: boolean;
};

export type ServicePortSpec = {
  readonly name?: string;
  readonly port: number;
  /** Number, or name of a container port; default: the port. */
  readonly targetPort?: number | string;
  readonly protocol?: 'tcp' | 'udp';
  readonly nodePort?: number;
};

export type ServiceSpec = {
  readonly namespace?: string;
  readonly name: string;
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePortSpec[];
  readonly headless?: boolean;
  readonly sessionAffinitySeconds?: number;
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  readonly externalIPs?: readonly string[];
  readonly loadBalancerIPs?: readonly string[];
  readonly loadBalancerSourceRanges?: readonly string[];
  /** Endpoints that no selector gives: `default/kubernetes`. */
  readonly manualEndpoints?: readonly { readonly node: string; readonly port: number }[];
};

export type NodeSpec = { readonly name: string };

/** A cluster of a network plugin and kube-proxy. */
export type Topology = {
  readonly name: string;
  /** Default flannel. */
  readonly cni?: 'flannel' | 'calico';
  /** How packets get from node to node: in a tunnel (`ipip` is Calico's, for IPv4, and needs a kernel that has it), or by routes (flannel's host-gw, Calico's BGP without encapsulation). */
  readonly backend: 'vxlan' | 'ipip' | 'host-gw';
  readonly iptables: 'legacy' | 'nft';
  /** How kube-proxy makes Services work; default iptables. `ipvs` needs a kernel that has it. */
  readonly proxyMode?: 'iptables' | 'nftables' | 'ipvs';
  /** Scheduler of ipvs mode; default rr. */
  readonly ipvsScheduler?: string;
  /** Primary family first. */
  readonly families: readonly Family[];
  readonly nodes: readonly NodeSpec[];
  readonly pods: readonly PodSpec[];
  readonly services: readonly ServiceSpec[];
  /** NetworkPolicy objects, written to `objects/` as they are. Enforcing them is the matter of a fault or an extra. */
  readonly networkPolicies?: readonly KubeObject[];
};
