import type { Address } from './address.ts';

export type QuestionProtocol = 'tcp' | 'udp' | 'icmp';

/** Who an address belongs to, after resolution against objects and dumps. */
export type EndpointType = 'pod' | 'node' | 'service' | 'external';

/** A source or destination: as the user gave it, and what it was resolved to. */
export type Endpoint = {
  /** As given: `10.244.1.2`, `default/web-0`, `pod/ns/name`, `svc/ns/name`, `node/name`, `web.default.svc.cluster.local`. */
  readonly given: string;
  readonly type: EndpointType;
  /** The address packets carry; for a service the address called (cluster IP, external IP, node IP of a NodePort). */
  readonly address: Address;
  readonly namespace?: string;
  readonly name?: string;
  /** Node that owns it: a pod's node, the node itself. */
  readonly node?: string;
  /** How a service is addressed. */
  readonly serviceAddress?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalIP' | 'Headless';
};

export type Question = {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Destination port; absent for icmp. */
  readonly port?: number;
  readonly protocol: QuestionProtocol;
  /** Bytes that a TCP client sends each way, or payload bytes of a UDP or ICMP packet. */
  readonly size?: number;
  /** Source port, if the user fixed one. */
  readonly sourcePort?: number;
  /** User id of the client process, for `owner` matches. */
  readonly uid?: number;
};
