import type { Change, Grammar } from '../change.ts';
import { addressOf, anyDevice, anyNode, anyPod, podsWithNetwork, tunnel, WRONG_MAC } from '../scene.ts';

const MTUS = [576, 1280, 1400, 1430, 1500] as const;

/** Interfaces that are down, or of another MTU. */
export const links: Grammar = (s) => {
  const { random } = s;
  if (random.chance(0.3)) {
    const pod = anyPod(s);
    const mtu = random.pick(MTUS);
    switch (random.below(4)) {
      case 0:
        return {
          construct: 'link down in a pod',
          target: pod.key,
          sh: `ip link set ${random.pick(['eth0', 'lo'])} down`,
        };
      case 1:
        return { construct: 'link down of a veth', target: pod.node.name, sh: `ip link set ${pod.hostVeth} down` };
      case 2:
        return { construct: 'link mtu of a veth', target: pod.node.name, sh: `ip link set ${pod.hostVeth} mtu ${mtu}` };
      default:
        return { construct: 'link mtu in a pod', target: pod.key, sh: `ip link set eth0 mtu ${mtu}` };
    }
  }
  const target = anyNode(s).name;
  const device = anyDevice(s);
  if (random.chance(0.3)) return { construct: 'link down', target, sh: `ip link set ${device} down` };
  return { construct: 'link mtu', target, sh: `ip link set ${device} mtu ${random.pick(MTUS)}` };
};

/** Neighbours with a wrong link address, or none; forwarding entries of the tunnel that lead astray. */
export const neighbours: Grammar = (s) => {
  const { random } = s;
  const node = anyNode(s);
  const target = node.name;
  const family = s.family === 6 ? '-6 ' : '';
  const neigh = (construct: string, where: string, of: string, device: string, state: string): Change => ({
    construct: `neighbour ${construct}`,
    target: where,
    sh: `ip ${family}neigh replace ${of} ${state.includes('failed') ? '' : `lladdr ${random.pick([WRONG_MAC, anyPod(s).mac])}`} dev ${device} nud ${state}`,
  });
  const others = s.plan.nodes.filter((n) => n !== node);
  const other = others.length > 0 ? random.pick(others) : undefined;
  const mine = podsWithNetwork(s).filter((p) => p.node === node);
  const kind = random.below(8);
  if (kind < 2 && mine.length > 0) return neigh('wrong', target, addressOf(s, random.pick(mine)), 'cni0', 'permanent');
  if (kind === 2 && other) return neigh('wrong', target, addressOf(s, other), 'eth0', 'permanent');
  if (kind === 3) {
    const pod = anyPod(s);
    return neigh('wrong in a pod', pod.key, pod.node.gateways[s.family] ?? '', 'eth0', 'permanent');
  }
  if (kind === 4) {
    const pod = anyPod(s);
    return neigh('failed in a pod', pod.key, pod.node.gateways[s.family] ?? '', 'eth0', 'failed');
  }
  if (!other || s.plan.topology.backend !== 'vxlan') return undefined;
  const device = tunnel(s);
  if (kind === 5)
    return {
      construct: 'neighbour missing',
      target,
      sh: `ip ${family}neigh del ${other.tunnelAddresses[s.family]} dev ${device}`,
    };
  if (kind === 6) return { construct: 'fdb missing', target, sh: `bridge fdb flush dev ${device} self` };
  const mac = other.tunnelMacs[s.family];
  const to = addressOf(s, random.pick(s.plan.nodes));
  return {
    construct: 'fdb wrong',
    target,
    sh: `bridge fdb del ${mac} dev ${device} self; bridge fdb append ${mac} dev ${device} dst ${to} self permanent`,
  };
};

/** Ports of the pods' bridge, and what it knows of them. */
export const bridges: Grammar = (s) => {
  if (s.plan.topology.cni === 'calico') return undefined;
  const { random } = s;
  const pod = anyPod(s);
  const target = pod.node.name;
  const port = pod.hostVeth;
  const change = (construct: string, sh: string): Change => ({ construct: `bridge ${construct}`, target, sh });
  const mine = podsWithNetwork(s).filter((p) => p.node === pod.node);
  switch (random.below(9)) {
    case 0:
      return change('isolated', mine.map((p) => `bridge link set dev ${p.hostVeth} isolated on`).join('; '));
    case 1:
      return change('hairpin off', `bridge link set dev ${port} hairpin off`);
    case 2:
      return change('learning off', `bridge link set dev ${port} learning off`);
    case 3:
      return change('flood off', `bridge link set dev ${port} flood off${random.pick(['', ' learning off'])}`);
    case 4:
      return change(
        'port state',
        `bridge link set dev ${port} state ${random.pick(['disabled', 'blocking', 'learning'])}`,
      );
    case 5:
      return change('fdb static', `bridge fdb replace ${random.pick(mine).mac} dev ${port} master static`);
    case 6:
      return change('fdb static', `bridge fdb replace ${pod.mac} dev cni0 self permanent`);
    case 7:
      return change('port removed', `ip link set ${port} nomaster`);
    default:
      return change('neigh_suppress', `bridge link set dev ${port} neigh_suppress on`);
  }
};

/** Sockets bound in other ways than the pod's specification says. */
export const sockets: Grammar = (s) => {
  const { random } = s;
  const webs = podsWithNetwork(s).filter((p) => p.labels.app === 'web');
  const pod = random.pick(webs);
  const target = pod.key;
  const { family } = s;
  const loopback = family === 4 ? '127.0.0.1' : '::1';
  const wildcard = family === 4 ? '0.0.0.0' : '::';
  switch (random.below(8)) {
    case 0:
      return { construct: 'socket closed', target, listen: [{ port: 9999 }] };
    case 1:
      return { construct: 'socket v6only', target, listen: [{ port: 8080, v6only: true }] };
    case 2:
      return {
        construct: 'socket bound to device',
        target,
        listen: [{ port: 8080, device: random.pick(['eth0', 'lo']) }],
      };
    case 3:
      return {
        construct: 'socket reuseport',
        target,
        listen: [
          { port: 8080, reusePort: true, address: wildcard },
          { port: 8080, reusePort: true, address: random.pick([wildcard, addressOf(s, pod)]) },
        ],
      };
    case 4:
      return {
        construct: 'socket v6only and v4',
        target,
        listen: [
          { port: 8080, v6only: true },
          { port: 8080, address: random.pick(['0.0.0.0', '127.0.0.1']) },
        ],
      };
    case 5:
      return {
        construct: 'socket udp',
        target,
        listen: [{ port: 8080 }, { port: 8080, protocol: 'udp', address: random.pick([wildcard, loopback, '::']) }],
      };
    default: {
      const address = random.pick([loopback, wildcard, addressOf(s, pod)]);
      return { construct: 'socket bound', target, listen: [{ port: 8080, address }] };
    }
  }
};
