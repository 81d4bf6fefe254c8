import type { Change, Grammar } from '../change.ts';
import { NODES, PODS } from './places.ts';

const DEVICES = ['cni0', 'eth0', 'flannel.1'] as const;
const MTUS = [576, 1280, 1400, 1430, 1500] as const;
const OTHER_MAC = '02:00:00:00:00:77';

/** Sysctls that decide a packet's fate. */
export const sysctls: Grammar = (random) => {
  const target = random.pick(NODES);
  const device = random.pick([...DEVICES, 'all'] as const);
  const of = (construct: string, name: string, value: number): Change => ({
    construct: `sysctl ${construct}`,
    target,
    sysctl: `net/${name} ${value}`,
  });
  switch (random.below(6)) {
    case 0:
      return of('ip_forward', 'ipv4/ip_forward', 0);
    case 1:
      return of('rp_filter', `ipv4/conf/${device}/rp_filter`, 1 + random.below(2));
    case 2:
      return of('forwarding', `ipv4/conf/${device}/forwarding`, 0);
    case 3:
      return of('bridge-nf-call-iptables', 'bridge/bridge-nf-call-iptables', 0);
    case 4:
      return of('icmp_echo_ignore_all', 'ipv4/icmp_echo_ignore_all', 1);
    default:
      return of('route_localnet', `ipv4/conf/${device}/route_localnet`, 0);
  }
};

/** Interfaces that are down, or of another MTU. */
export const links: Grammar = (random) => {
  if (random.chance(0.25)) {
    const target = random.pick(PODS);
    const mtu = random.pick(MTUS);
    return { construct: 'link mtu in a pod', target, sh: `ip link set eth0 mtu ${mtu}` };
  }
  const target = random.pick(NODES);
  const device = random.pick(DEVICES);
  if (random.chance(0.3)) return { construct: 'link down', target, sh: `ip link set ${device} down` };
  return { construct: 'link mtu', target, sh: `ip link set ${device} mtu ${random.pick(MTUS)}` };
};

const NEIGHBOURS = {
  'node-1': { pod: '10.244.1.3', tunnel: '10.244.2.0', peer: '10.10.0.12' },
  'node-2': { pod: '10.244.2.2', tunnel: '10.244.1.0', peer: '10.10.0.11' },
} as const;

/** Neighbours with a wrong link address, or none; forwarding entries of the tunnel that lead astray. */
export const neighbours: Grammar = (random) => {
  const target = random.pick(NODES);
  const at = NEIGHBOURS[target];
  switch (random.below(4)) {
    case 0:
      return {
        construct: 'neighbour wrong',
        target,
        sh: `ip neigh replace ${at.pod} lladdr ${OTHER_MAC} dev cni0 nud permanent`,
      };
    case 1:
      return {
        construct: 'neighbour wrong',
        target,
        sh: `ip neigh replace ${at.peer} lladdr ${OTHER_MAC} dev eth0 nud permanent`,
      };
    case 2:
      return { construct: 'neighbour missing', target, sh: `ip neigh del ${at.tunnel} dev flannel.1` };
    default:
      return { construct: 'fdb missing', target, sh: 'bridge fdb flush dev flannel.1 self' };
  }
};

/** Sockets bound in other ways than the pod's specification says. */
export const sockets: Grammar = (random) => {
  const target = random.pick(['default/web-1', 'default/web-2']);
  const address = target === 'default/web-1' ? '10.244.1.3' : '10.244.2.2';
  const bound = random.pick([undefined, '127.0.0.1', '0.0.0.0', '::1', address]);
  if (random.chance(0.3)) return { construct: 'socket closed', target, listen: [{ port: 9999 }] };
  if (random.chance(0.2)) return { construct: 'socket v6only', target, listen: [{ port: 8080, v6only: true }] };
  return { construct: 'socket bound', target, listen: [{ port: 8080, ...(bound ? { address: bound } : {}) }] };
};
