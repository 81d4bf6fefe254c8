import type { Address } from '@skoop/model';
import type { Ask } from '../../faults/fault.ts';
import { EXTERNAL, type PlannedNode, type PlannedPod, type PlannedService } from '../../plan.ts';
import { addressOf, anyNode, anyPod, outside, type Scene } from '../scene.ts';

/** A question and its kind: what agreement is counted by. */
export type TruthAsk = Ask & {
  readonly kind: string;
  /** A load balancer stands before the nodes, and the lab's is not the one that a snapshot is taken to have. */
  readonly sticky?: boolean;
};

type Source = { readonly name: string; readonly from: string; readonly kind: 'pod' | 'node' | 'outside' };
type Goal = {
  readonly name: string;
  readonly address: Address;
  readonly kind: string;
  readonly port?: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
};

const SIZES = {
  tcp: [undefined, undefined, undefined, 50, 400_000],
  udp: [undefined, 1400, 3000, 9000],
  icmp: [undefined, 1400, 2000, 9000],
} as const;

function anySource(s: Scene): Source {
  const kind = s.random.below(10);
  if (kind < 6) {
    const pod = anyPod(s);
    return { name: pod.key, from: pod.key, kind: 'pod' };
  }
  if (kind < 8) {
    const node = anyNode(s);
    return { name: `node/${node.name}`, from: node.name, kind: 'node' };
  }
  return { name: outside(s), from: 'client', kind: 'outside' };
}

const tcp = { protocol: 'tcp' } as const;
const primary = (s: Scene): boolean => s.plan.families[0] === s.family;

function toPod(s: Scene, pod: PlannedPod): Goal {
  // A name means the first family of the cluster.
  const name = primary(s) && s.random.chance(0.6) ? pod.key : addressOf(s, pod);
  const goal = { name, address: addressOf(s, pod), kind: 'pod' };
  const kind = s.random.below(10);
  if (kind < 3) return { ...goal, protocol: 'icmp' };
  if (pod.name === 'coredns' || kind === 3) return { ...goal, protocol: 'udp', port: s.random.pick([53, 8080]) };
  return { ...goal, ...tcp, port: s.random.chance(0.9) ? (pod.listen[0]?.port ?? 8080) : 9999 };
}

function toNode(s: Scene, node: PlannedNode): Goal {
  const goal = { name: addressOf(s, node), address: addressOf(s, node) };
  switch (s.random.below(4)) {
    case 0:
      return { ...goal, kind: 'node', protocol: 'icmp' };
    case 1:
      return { ...goal, kind: 'node', ...tcp, port: s.random.pick([10250, 10250, 9999]) };
    default:
      return { ...goal, kind: 'node port', ...tcp, port: 30080 };
  }
}

const service = (s: Scene, name: string): PlannedService | undefined => s.plan.services.find((x) => x.name === name);

function toService(s: Scene): Goal {
  const dns = service(s, 'kube-dns');
  const web = service(s, 'web');
  const named = (x: PlannedService | undefined) => ({
    name: primary(s) && s.random.chance(0.7) ? `svc/${x?.key}` : (x?.clusterIPs[s.family] ?? ''),
    address: x?.clusterIPs[s.family] ?? '',
    kind: 'service',
  });
  if (s.random.chance(0.3)) return { ...named(dns), protocol: 'udp', port: 53 };
  const vips = [...(web?.externalIPs ?? []), ...(web?.loadBalancerIPs ?? [])].filter(
    (a) => a.includes(':') === (s.family === 6),
  );
  if (vips.length > 0 && s.random.chance(0.4)) {
    const vip = s.random.pick(vips);
    return { name: vip, address: vip, kind: 'service address outside', ...tcp, port: 80 };
  }
  return { ...named(web), ...tcp, port: s.random.chance(0.92) ? 80 : 81 };
}

function goalFor(s: Scene, source: Source): Goal {
  const { random } = s;
  const kind = random.below(10);
  if (source.kind === 'outside') {
    const vip = toService(s);
    if (vip.kind === 'service address outside') return vip;
    return toNode(s, anyNode(s));
  }
  if (kind < 4) return toPod(s, anyPod(s));
  if (kind < 7) return toService(s);
  if (kind < 8) return toNode(s, anyNode(s));
  const loopback = s.family === 4 ? '127.0.0.1' : '::1';
  if (kind < 9 && source.kind === 'node')
    return { name: loopback, address: loopback, kind: 'loopback', ...tcp, port: random.pick([30080, 10250]) };
  const far = EXTERNAL.address[s.family];
  const how = random.pick([{ ...tcp, port: 443 }, { protocol: 'udp', port: 53 }, { protocol: 'icmp' }] as const);
  return { name: far, address: far, kind: 'outside', ...how };
}

/** One question about a cluster. */
export function randomAsk(s: Scene): TruthAsk {
  const source = anySource(s);
  const goal = goalFor(s, source);
  const size = s.random.pick(SIZES[goal.protocol]);
  const rest = {
    protocol: goal.protocol,
    ...(goal.port === undefined ? {} : { port: goal.port }),
    ...(size === undefined ? {} : { size }),
  };
  return {
    question: { source: source.name, destination: goal.name, ...rest },
    flow: { from: source.from, destination: goal.address, ...rest },
    kind: `${goal.protocol} ${source.kind} to ${goal.kind}`,
    ...(source.kind === 'outside' && goal.kind === 'service address outside' ? { sticky: true } : {}),
  };
}
