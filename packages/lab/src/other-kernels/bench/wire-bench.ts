import type { Cluster } from '../../cluster.ts';
import { hostBits, type Plan, type PlannedNode, type PlannedPod, podsOf } from '../../plan.ts';
import type { Topology } from '../../topology.ts';
import { settleDevices, uplinkCommands, wireMachines } from '../../wiring.ts';
import type { BenchCase } from './bench-case.ts';

const DEFAULT_PODS = [
  { name: 'client', node: 'node-1' },
  { name: 'web', node: 'node-2', ports: [{ port: 8080 }, { port: 8080, protocol: 'udp' }] },
] as const;

export const benchTopology = (c: BenchCase): Topology =>
  c.cluster ?? {
    name: c.name,
    backend: 'host-gw',
    iptables: 'legacy',
    families: c.families ?? [4],
    nodes: (c.nodes ?? ['node-1', 'node-2']).map((name) => ({ name })),
    pods: c.pods ?? DEFAULT_PODS,
    services: [],
  };

const netnsOf = (pod: PlannedPod): string => `cni-${pod.uid}`;

function nodePodCommands(plan: Plan, pod: PlannedPod): string[] {
  const device = `v-${pod.name}`;
  return [
    `link add ${device} type veth peer name eth0 address ${pod.mac} netns ${netnsOf(pod)}`,
    `link set ${device} up`,
    ...plan.families.flatMap((f) => [
      `addr add ${pod.node.gateways[f]}/${hostBits(f)} dev ${device} ${f === 6 ? 'nodad' : ''}`,
      `route add ${pod.addresses[f]}/${hostBits(f)} dev ${device}`,
    ]),
  ];
}

const podCommands = (plan: Plan, pod: PlannedPod): string[] => [
  'link set lo up',
  'link set eth0 up',
  ...plan.families.flatMap((f) => [
    `addr add ${pod.addresses[f]}/${hostBits(f)} dev eth0 ${f === 6 ? 'nodad' : ''}`,
    `route add ${pod.node.gateways[f]} dev eth0`,
    `route add default via ${pod.node.gateways[f]} dev eth0`,
  ]),
];

const batch = (commands: readonly string[]): string => commands.map((line) => `${line}\n`).join('');

async function wireNode(cluster: Cluster, node: PlannedNode, c: BenchCase): Promise<void> {
  const { plan } = cluster;
  const pods = podsOf(plan, node);
  const links = c.podLinks === 'bare' ? [] : pods.flatMap((pod) => nodePodCommands(plan, pod));
  await cluster.must(node.name, ['ip', '-batch', '-'], batch([...uplinkCommands(plan, node), ...links]));
  if (c.podLinks !== 'bare')
    await Promise.all(pods.map((pod) => cluster.must(pod.key, ['ip', '-batch', '-'], batch(podCommands(plan, pod)))));
}

async function serve(cluster: Cluster, node: PlannedNode): Promise<void> {
  await cluster.serve(node.name, [{ port: 10250 }]);
  const pods = cluster.plan.pods.filter((p) => p.node === node);
  await Promise.all(pods.map((p) => cluster.serve(p.hostNetwork ? node.name : p.key, p.listen, p.key)));
}

/** Fills a fresh cluster as a case describes. */
export async function wireBench(cluster: Cluster, c: BenchCase): Promise<void> {
  if (!c.cluster) {
    await wireMachines(cluster);
    await Promise.all(cluster.plan.nodes.map((node) => wireNode(cluster, node, c)));
  }
  await setUp(cluster, c);
  // Servers that are bound to a device need it.
  if (!c.cluster) await Promise.all(cluster.plan.nodes.map((node) => serve(cluster, node)));
  await settleDevices(cluster);
}

async function setUp(cluster: Cluster, c: BenchCase): Promise<void> {
  const names = cluster.plan.pods.map((pod) => `${pod.name.replaceAll('-', '_')}=${netnsOf(pod)}\n`).join('');
  for (const [target, script] of Object.entries(c.setup)) await cluster.sh(target, `${names}${script}`);
}
