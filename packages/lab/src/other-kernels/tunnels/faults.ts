import type { Ask } from '../../faults/fault.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { NODE, NODE_V6 } from './ends.ts';

/** One way through one tunnel of many: from the first node to an address of the pod `web`. */
export type Way = {
  /** Name of the device, on both nodes. */
  readonly device: string;
  /** An address that the pod `web` has for this way alone. */
  readonly to: string;
  readonly toV6: string;
  /** An address that the second node has for this way alone. */
  readonly remote: string;
  readonly remoteV6: string;
};

export type TunnelFault = {
  readonly why: string;
  /** Commands on the first and on the second node. */
  readonly here: (way: Way) => string;
  readonly there: (way: Way) => string;
  /** Default: one datagram of the client pod. */
  readonly asks?: (way: Way) => readonly Ask[];
};

const wayOf = (index: number): Way => ({
  device: `f${index}`,
  to: `10.77.${index}.1`,
  toV6: `fd77:${index}::1`,
  remote: `10.10.0.${120 + index}`,
  remoteV6: `fd00:10:10::${200 + index}`,
});

/** The datagram that most faults are shown by. */
export const datagram = (way: Way): readonly Ask[] => [ask(CLIENT_POD, 'udp', way.to, 8080)];
export const datagramV6 = (way: Way): readonly Ask[] => [ask(CLIENT_POD, 'udp', way.toV6, 8080)];

/** Many tunnels side by side, each broken in its own way; what comes back is routed without one. */
export function faultsCase(
  head: Pick<BenchCase, 'name' | 'why'>,
  families: readonly (4 | 6)[],
  faults: readonly TunnelFault[],
): BenchCase {
  const ways = faults.map((fault, i) => ({ fault, way: wayOf(i + 1) }));
  const six = families.includes(6);
  const here = ways.map(
    ({ fault, way }) => `${fault.here(way)}
ip route add ${way.to}/32 dev ${way.device} || true
${six ? `ip -6 route add ${way.toV6}/128 dev ${way.device} || true` : ''}`,
  );
  const there = ways.map(
    ({ fault, way }) => `ip addr add ${way.remote}/24 dev eth0
ip route add ${way.to}/32 dev v-web
${six ? `ip addr add ${way.remoteV6}/64 dev eth0 nodad\nip -6 route add ${way.toV6}/128 dev v-web` : ''}
${fault.there(way)}`,
  );
  const pod = ways.map(
    ({ way }) => `ip addr add ${way.to}/32 dev lo\n${six ? `ip addr add ${way.toV6}/128 dev lo nodad` : ''}`,
  );
  const back = `ip route add 10.244.1.0/24 via ${NODE[1]}\n${six ? `ip -6 route add fd00:10:244:1::/64 via ${NODE_V6[1]}` : ''}`;
  return {
    ...head,
    families,
    setup: { 'node-2': [back, ...there].join('\n'), 'node-1': here.join('\n'), 'default/web': pod.join('\n') },
    asks: ways.flatMap(({ fault, way }) => (fault.asks ?? datagram)(way)),
  };
}
