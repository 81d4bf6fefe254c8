import type { PodSpec } from '../../topology.ts';

const PORTS = [{ port: 8080 }, { port: 8080, protocol: 'udp' }] as const;

/** A client with a neighbour on node-1, and a server on node-2. */
export const THREE_PODS: readonly PodSpec[] = [
  { name: 'client', node: 'node-1' },
  { name: 'near', node: 'node-1', ports: PORTS },
  { name: 'web', node: 'node-2', ports: PORTS },
];
export const TWO_PODS: readonly PodSpec[] = THREE_PODS.slice(0, 2);

export const NEAR = '10.244.1.3';
export const WEB = '10.244.2.2';
export const NEAR_6 = 'fd00:10:244:1::3';
export const WEB_6 = 'fd00:10:244:2::2';

/** A pod's own device up, with its address; `more` is run last. */
export const up = (address: string, more = '', device = 'eth0'): string => `
ip link set lo up
ip link set ${device} up
ip addr add ${address} dev ${device}
${more}`;

/** Gives a pod an `eth0` that sits on a device of the node. (A device that is made in place collides with the node's own name on old kernels.) */
export const give = (pod: string, parent: string, words: string): string => `
ip link add link ${parent} name t-${pod} type ${words}
ip link set t-${pod} netns $${pod}
ip netns exec $${pod} ip link set t-${pod} name eth0`;
