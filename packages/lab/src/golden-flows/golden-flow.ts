import type { Address, Family } from '@skoop/model';
import type { Endpoint } from '../endpoints.ts';
import type { ProxyPort } from '../kube-proxy-ports.ts';
import type { ProxySite } from '../kube-proxy-site.ts';

/**
 * What becomes of a packet: the endpoints that it may go to, as `address:port`; dropped or refused by a rule; let in by one; or left
 * alone by all of them.
 */
export type Expected = readonly string[] | 'DROP' | 'REJECT' | 'ACCEPT' | 'ALONE';

/** A new connection, `172.30.0.41:80`, `172.30.0.41:53/udp` or `[fd00::41]:80`, and what kube-proxy's own tests expect of it. */
export type GoldenFlow = readonly [
  name: string,
  source: Address,
  destination: string,
  expected: Expected | { readonly iptables: Expected; readonly nftables: Expected },
  masquerade?: 'masquerade',
];

/** Services and flags as one test of kube-proxy has them, with its flows. The same facts, told anew. */
export type GoldenScenario = {
  /** Test of pkg/proxy/iptables or pkg/proxy/nftables, and case in it. */
  readonly name: string;
  readonly family: Family;
  readonly flags: Partial<ProxySite>;
  readonly services: readonly ProxyPort[];
  readonly flows: readonly GoldenFlow[];
  /** Default both. */
  readonly modes?: readonly ('iptables' | 'nftables')[];
};

/** Addresses of those tests. */
export const NODE = 'test-node';
export const NODE_IP = '192.168.0.2';
export const NODE_IP_ALT = '192.168.1.2';
export const NODE_IP6 = '2001:db8::1';
export const NODE_IP6_ALT = '2001:db8:1::2';
export const CLIENT = '203.0.113.2';
export const CLIENT_BLOCKED = '203.0.113.130';
export const CLIENT6 = '2600:5200::1';
export const POD = '10.0.0.2';
export const POD6 = 'fd00:10::2';

/** One port of a service; TCP port 80 of 172.30.0.41 unless told otherwise. */
export const service = (name: string, more: Partial<ProxyPort> = {}): ProxyPort => ({
  name,
  protocol: 'tcp',
  clusterIp: '172.30.0.41',
  port: 80,
  externalIps: [],
  loadBalancerIps: [],
  sourceRanges: [],
  externalLocal: false,
  internalLocal: false,
  endpoints: [],
  ...more,
});

/** A ready endpoint on port 80 of a node that is not known. */
export const endpoint = (address: Address, node = '', more: Partial<Endpoint> = {}): Endpoint => ({
  address,
  port: 80,
  node,
  ready: true,
  ...more,
});

/** An endpoint whose pod is going: it still serves, or it does not. */
export const leaving = (address: Address, node: string, serving: boolean): Endpoint =>
  endpoint(address, node, { ready: false, serving, terminating: true });

const BASE = { family: 4, flags: {} } as const;
export const scenario = (
  name: string,
  services: readonly ProxyPort[],
  flows: readonly GoldenFlow[],
  more: Partial<GoldenScenario> = {},
): GoldenScenario => ({ ...BASE, name, services, flows, ...more });
