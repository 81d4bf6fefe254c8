import type { Family } from '@skoop/model';
import { CLIENT, type Cluster, UNDERLAY } from './cluster.ts';
import { cniOf } from './cni-of.ts';
import { macOf } from './identity.ts';
import type { IngressPolicy } from './ingress-policy.ts';
import { joinTables, type RuleText, restoreInput } from './iptables-text.ts';
import {
  EVERY_DEVICE,
  EVERYWHERE,
  ON_NODES,
  ON_SWITCH,
  OUTSIDE,
  type Sysctls,
  sysctlLines,
} from './kernel-settings.ts';
import { kubeletRules, kubeProxyRules } from './kube-proxy.ts';
import { IPVS_SYSCTLS, ipvsRules, ipvsServices } from './kube-proxy-ipvs.ts';
import { ipsetRestore, proxySets } from './kube-proxy-ipvs-sets.ts';
import { kubeProxyNftables } from './kube-proxy-nftables.ts';
import { type ProxyPort, proxyPorts } from './kube-proxy-ports.ts';
import type { ProxySite } from './kube-proxy-site.ts';
import { EXTERNAL, type Plan, type PlannedNode, podsOf, VIP_CIDRS } from './plan.ts';

const lines = (commands: readonly string[]): string => commands.map((c) => `${c}\n`).join('');
const underlayLength = (family: Family): number => (family === 4 ? 24 : 64);
const underlayPort = (index: number): string => `p${index}`;

/** Nobody looks into a host outside, so it is taken to serve whatever it is asked for: all ports that rules and questions name. */
const OUTSIDE_PORTS = [80, 81, 443, 8080, 8081, 9999, 10250, 30080];

/** Puts devices, addresses, routes, rules and servers into a cluster's fresh namespaces. */
export async function wire(cluster: Cluster): Promise<void> {
  await wireMachines(cluster, ofProxyMode(cluster.plan));
  await Promise.all(cluster.plan.nodes.map((n) => wireNode(cluster, n)));
  await settleDevices(cluster);
}

/** The switch between the machines, the host outside, and the settings that every machine and pod starts with. */
export async function wireMachines(cluster: Cluster, onNodes: Sysctls = {}): Promise<void> {
  const { plan } = cluster;
  await Promise.all([
    cluster.sysctl(UNDERLAY, sysctlLines(EVERYWHERE, ON_SWITCH)),
    cluster.sysctl(CLIENT, sysctlLines(EVERYWHERE, OUTSIDE)),
    ...plan.nodes.map((n) => cluster.sysctl(n.name, sysctlLines(EVERYWHERE, ON_NODES, onNodes))),
    ...plan.pods.filter((p) => !p.hostNetwork).map((p) => cluster.sysctl(p.key, sysctlLines(EVERYWHERE))),
  ]);
  await cluster.mustFromOutside(UNDERLAY, ['ip', '-batch', '-'], lines(underlayCommands(cluster)));
  await wireClient(cluster);
}

/** Settings that only a device that is there can have. */
export const settleDevices = (cluster: Cluster): Promise<unknown> =>
  Promise.all([...cluster.targets.keys()].map((t) => cluster.sysctl(t, sysctlLines(EVERY_DEVICE))));

/** Input of `ip -batch` on a node: its end of the underlay. */
export const uplinkCommands = (plan: Plan, node: PlannedNode): string[] => [
  'link set lo up',
  'link set eth0 up',
  ...plan.families.flatMap((f) => [
    `addr add ${node.addresses[f]}/${underlayLength(f)} ${f === 4 ? 'brd +' : 'nodad'} dev eth0`,
    `route add default via ${EXTERNAL.gateway[f]} dev eth0`,
  ]),
];

/** In nftables mode kube-proxy serves no node ports on 127.0.0.1 and leaves route_localnet alone. */
const ofProxyMode = (plan: Plan): Sysctls =>
  plan.topology.proxyMode === 'nftables' ? { 'net/ipv4/conf/all/route_localnet': 0 } : {};

/** Input of `ip -batch`: the switch, and one end of each machine's link to it. */
function underlayCommands(cluster: Cluster): string[] {
  const ends = [CLIENT, ...cluster.plan.nodes.map((n) => n.name)];
  return [
    'link set lo up',
    'link add br-ul type bridge',
    'link set br-ul up',
    ...ends.flatMap((name, i) => {
      const pid = cluster.targets.get(name)?.pid;
      const mac = cluster.plan.nodes[i - 1]?.mac ?? macOf('eth0', CLIENT);
      return [
        `link add ${underlayPort(i)} type veth peer name eth0 address ${mac} netns ${pid}`,
        `link set ${underlayPort(i)} master br-ul`,
        `link set ${underlayPort(i)} up`,
      ];
    }),
  ];
}

async function wireClient(cluster: Cluster): Promise<void> {
  const { families, nodes } = cluster.plan;
  await cluster.must(
    CLIENT,
    ['ip', '-batch', '-'],
    lines([
      'link set lo up',
      'link set eth0 up',
      ...families.flatMap((f) => {
        const net = f === 4 ? '10.10.0.0/24' : 'fd00:10:10::/64';
        const own = EXTERNAL.address[f];
        return [
          `addr add ${EXTERNAL.gateway[f]}/${underlayLength(f)} dev eth0 ${f === 6 ? 'noprefixroute nodad' : ''}`,
          `addr add ${own}/${f === 4 ? 32 : '128 nodad'} dev lo`,
          `route replace ${net} dev eth0 src ${own} ${f === 4 ? 'proto kernel scope link' : ''}`,
          `route add ${VIP_CIDRS[f]} via ${nodes[0]?.addresses[f]} dev eth0 src ${own}`,
        ];
      }),
    ]),
  );
  await cluster.serve(CLIENT, [
    ...OUTSIDE_PORTS.map((port) => ({ port })),
    ...[53, 8080].map((port) => ({ port, protocol: 'udp' as const })),
  ]);
}

async function wireNode(cluster: Cluster, node: PlannedNode): Promise<void> {
  const { plan } = cluster;
  const cni = cniOf(plan);
  const commands = [
    ...uplinkCommands(plan, node),
    ...cni.nodeCommands(plan, node),
    ...(plan.topology.proxyMode === 'ipvs' ? ['link add kube-ipvs0 type dummy'] : []),
  ];
  await cluster.must(node.name, ['ip', '-batch', '-'], lines(commands));
  await cluster.sysctl(node.name, cni.deviceSysctls(plan, node));
  const hosted = plan.pods.filter((p) => p.node === node);
  await Promise.all([
    cluster.must(node.name, ['bridge', '-batch', '-'], lines(cni.fdbCommands(plan, node))),
    cluster.must(node.name, ['ethtool', '-K', 'eth0', 'tso', 'off', 'gso', 'off']),
    cluster.must(UNDERLAY, ['ethtool', '-K', underlayPort(node.index), 'tso', 'off', 'gso', 'off']),
    ...plan.families.map((f) => restoreNodeRules(cluster, node, f)),
    ...podsOf(plan, node).map((p) => cluster.must(p.key, ['ip', '-batch', '-'], lines(cni.podCommands(plan, p)))),
    cluster.serve(node.name, [{ port: 10250 }, ...(node.index === 1 ? [{ port: 6443 }] : [])]),
  ]);
  await Promise.all(hosted.map((p) => cluster.serve(p.hostNetwork ? node.name : p.key, p.listen, p.key)));
}

/** Device and addresses that kube-proxy needs in ipvs mode, its sets and its services. The rules come after: they name the sets. */
async function writeIpvs(cluster: Cluster, node: PlannedNode, family: Family, ports: readonly ProxyPort[]) {
  const { plan } = cluster;
  const own = [node.addresses, node.gateways, ...(plan.topology.backend === 'vxlan' ? [node.tunnelAddresses] : [])];
  const nodeAddresses = own.map((a) => a[family]).filter((a) => a !== undefined);
  const vips = ports.flatMap((p) => [p.clusterIp, ...p.externalIps, ...p.loadBalancerIps]);
  const bound = [...new Set(vips)].map((a) => `addr replace ${a}/${family === 4 ? 32 : 128} dev kube-ipvs0`);
  await cluster.must(node.name, ['ip', '-batch', '-'], lines(bound));
  await cluster.sysctl(node.name, sysctlLines(IPVS_SYSCTLS));
  const sets = proxySets(ports, node.name, node.addresses[family] ?? '');
  await cluster.must(node.name, ['ipset', 'restore'], ipsetRestore(sets, family));
  const scheduler = plan.topology.ipvsScheduler ?? 'rr';
  const services = ipvsServices(proxySite(plan, node, family), ports, nodeAddresses, scheduler);
  const stale = (await cluster.must(node.name, ['ipvsadm', '-Sn'])).split('\n').filter((l) => l.startsWith('-A '));
  const old = stale.filter((l) => l.includes('[') === (family === 6)).map((l) => l.split(' ').slice(1, 3));
  for (const [kind = '', at = ''] of old) await cluster.must(node.name, ['ipvsadm', '-D', kind, at]);
  await cluster.must(node.name, ['ipvsadm', '-R'], services);
}

const proxySite = (plan: Plan, node: PlannedNode, family: Family): ProxySite => ({
  family,
  node: node.name,
  nodeIp: node.addresses[family] ?? '',
  clusterCidr: plan.clusterCidrs[family] ?? '',
});

/** Input of iptables-restore for a node; `ports` can differ from what the plan says, as those of a kube-proxy that lags behind. */
export function nodeRules(
  plan: Plan,
  node: PlannedNode,
  family: Family,
  ports: readonly ProxyPort[],
  policies: readonly IngressPolicy[] = [],
): string {
  const site = proxySite(plan, node, family);
  const { before, after } = cniOf(plan).rules(plan, node, family, policies);
  return restoreInput(joinTables([before, proxyRules(plan, site, ports), after]));
}

function proxyRules(plan: Plan, site: ProxySite, ports: readonly ProxyPort[]): RuleText {
  switch (plan.topology.proxyMode) {
    case 'ipvs':
      return ipvsRules(site, ports, proxySets(ports, site.node, site.nodeIp));
    case 'nftables':
      return kubeletRules(site.family);
    default:
      return kubeProxyRules(site, ports);
  }
}

/** Replaces all rules of a node for one family. */
export async function restoreNodeRules(
  cluster: Cluster,
  node: PlannedNode,
  family: Family,
  ports: readonly ProxyPort[] = proxyPorts(cluster.plan, family),
  policies: readonly IngressPolicy[] = [],
): Promise<void> {
  const sets = cniOf(cluster.plan).sets(cluster.plan, node, family, policies);
  if (sets !== '') await cluster.must(node.name, ['ipset', 'restore'], sets);
  if (cluster.plan.topology.proxyMode === 'ipvs') await writeIpvs(cluster, node, family, ports);
  if (cluster.plan.topology.proxyMode === 'nftables') {
    const table = kubeProxyNftables(
      proxySite(cluster.plan, node, family),
      cluster.plan.serviceCidrs[family] ?? '',
      ports,
    );
    await cluster.must(node.name, ['nft', '-f', '-'], table);
  }
  const program = `${family === 6 ? 'ip6tables' : 'iptables'}-${cluster.plan.topology.iptables}-restore`;
  await cluster.must(node.name, [program], nodeRules(cluster.plan, node, family, ports, policies));
}
