/** The two ends that the cases of tunnels have, by their number. */
export type End = 1 | 2;
export const NODE = { 1: '10.10.0.11', 2: '10.10.0.12' } as const;
export const NODE_V6 = { 1: 'fd00:10:10::11', 2: 'fd00:10:10::12' } as const;
/** Addresses of the pod `web`. */
export const WEB = '10.244.2.2';
export const WEB_V6 = 'fd00:10:244:2::2';
/** Machines that are not there. */
export const NOBODY = '10.10.0.99';
export const NOBODY_V6 = 'fd00:10:10::99';

export const otherEnd = (end: End): End => (end === 1 ? 2 : 1);

/** Scripts for both nodes. */
export const bothEnds = (script: (end: End) => string): Readonly<Record<string, string>> => ({
  'node-1': script(1),
  'node-2': script(2),
});

/** A device between the nodes' own addresses, with the other node's pods of both families behind it. */
export const tunnel = (type: string, end: End, options = ''): string => {
  const ends = /^ip6/.test(type) ? NODE_V6 : NODE;
  return `
ip link add t0 type ${type} local ${ends[end]} remote ${ends[otherEnd(end)]} ${options}
ip link set t0 up`;
};

/** Routes to the other node's pods by `t0`, and an address to send from. */
export const podsV4 = (end: End): string => `
ip addr add 10.244.${end}.0/32 dev t0
ip route add 10.244.${otherEnd(end)}.0/24 dev t0`;
export const podsV6 = (end: End): string => `
ip addr add fd00:10:244:${end}::/128 dev t0 nodad
ip -6 route add fd00:10:244:${otherEnd(end)}::/64 dev t0`;

/** A tunnel of frames: the nodes have addresses of their own on it. */
export const framesV4 = (end: End): string => `
ip link set t0 up
ip addr add 192.168.77.${end}/24 dev t0
ip route add 10.244.${otherEnd(end)}.0/24 via 192.168.77.${otherEnd(end)}`;
