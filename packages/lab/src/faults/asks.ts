import type { Ask } from './fault.ts';

/** Addresses of the demo topology (plan.ts decides them; the lab's own test checks that they are these). */
export const WEB_1 = '10.244.1.3';
export const WEB_2 = '10.244.2.2';
export const WEB_SERVICE = '10.96.0.11';
export const DNS_SERVICE = '10.96.0.10';
export const NODE_1 = '10.10.0.11';
export const NODE_2 = '10.10.0.12';
export const OUTSIDE_HOST = '203.0.113.9';
export const WEB_PORT = 8080;
export const NODE_PORT = 30080;

/** Pod to pod, by the names of the demo topology. */
export const podToPod = (from: string, to: string, address: string, port = WEB_PORT): Ask => ({
  question: { source: from, destination: to, port, protocol: 'tcp' },
  flow: { from, protocol: 'tcp', destination: address, port },
});

/** The client on node-1 to the web pod on node-2. */
export const clientToWeb2: Ask = podToPod('default/client', 'default/web-2', WEB_2);

export const clientToService: Ask = {
  question: { source: 'default/client', destination: 'svc/default/web', port: 80, protocol: 'tcp' },
  flow: { from: 'default/client', protocol: 'tcp', destination: WEB_SERVICE, port: 80 },
};

export const pingWeb2: Ask = {
  question: { source: 'default/client', destination: 'default/web-2', protocol: 'icmp' },
  flow: { from: 'default/client', protocol: 'icmp', destination: WEB_2 },
};

export const clientToDns: Ask = {
  question: { source: 'default/client', destination: 'svc/kube-system/kube-dns', port: 53, protocol: 'udp' },
  flow: { from: 'default/client', protocol: 'udp', destination: DNS_SERVICE, port: 53 },
};

/** From the outside world to an address. */
export const outsideTo = (address: string, port: number): Ask => ({
  question: { source: OUTSIDE_HOST, destination: address, port, protocol: 'tcp' },
  flow: { from: 'client', protocol: 'tcp', destination: address, port },
});

export const clientToOutside: Ask = podToPod('default/client', OUTSIDE_HOST, OUTSIDE_HOST, 443);

/** A question of each kind that a healthy cluster answers. */
export const everyKind: readonly Ask[] = [
  clientToService,
  clientToWeb2,
  podToPod('default/client', 'default/web-1', WEB_1),
  pingWeb2,
  clientToDns,
  outsideTo(NODE_1, NODE_PORT),
  clientToOutside,
];

/** Pod and Service by their IPv6 addresses. */
export const overIpv6: readonly Ask[] = [
  podToPod('default/client', 'fd00:10:244:2::2', 'fd00:10:244:2::2'),
  podToPod('default/client', 'fd00:10:96::b', 'fd00:10:96::b', 80),
];
