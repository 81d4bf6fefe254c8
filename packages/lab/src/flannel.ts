import type { Family } from '@skoop/model';
import type { Cni } from './cni.ts';
import { emptyRules, type RuleText } from './iptables-text.ts';
import { hostBits, type Plan, type PlannedNode, type PlannedPod, podsOf, tunnelMtu } from './plan.ts';

export const TUNNEL_PORT = 8472;
const VNI = 1;
const tunnelDevice = (family: Family): string => (family === 4 ? 'flannel.1' : 'flannel-v6.1');
const prefixLength = (cidr: string): string => cidr.split('/')[1] ?? '';

/** Input of `ip -batch` on the node: cni0 and the pods' veth pairs, as flannel's bridge CNI delegate makes them. */
function bridgeCommands(plan: Plan, node: PlannedNode): string[] {
  const addresses = plan.families.map((f) => {
    const own = `${node.gateways[f]}/${prefixLength(node.podCidrs[f] ?? '')}`;
    return `addr add ${own} ${f === 4 ? 'brd +' : 'nodad'} dev cni0`;
  });
  return [
    `link add cni0 address ${node.bridgeMac} mtu ${plan.podMtu} type bridge`,
    'link set cni0 up',
    ...addresses,
    ...podsOf(plan, node).flatMap((pod) => [
      `link add ${pod.hostVeth} mtu ${plan.podMtu} type veth peer name eth0 address ${pod.mac} mtu ${plan.podMtu} netns cni-${pod.uid}`,
      `link set ${pod.hostVeth} master cni0`,
      `link set ${pod.hostVeth} type bridge_slave hairpin on`,
      `link set ${pod.hostVeth} up`,
    ]),
  ];
}

/** Input of `ip -batch` in the pod. */
function podCommands(plan: Plan, pod: PlannedPod): string[] {
  return [
    'link set lo up',
    'link set eth0 up',
    ...plan.families.flatMap((f) => {
      const gateway = pod.node.gateways[f];
      const length = prefixLength(pod.node.podCidrs[f] ?? '');
      return [
        `addr add ${pod.addresses[f]}/${length} ${f === 4 ? 'brd +' : 'nodad'} dev eth0`,
        `route add default via ${gateway} dev eth0`,
        `route add ${plan.clusterCidrs[f]} via ${gateway} dev eth0`,
      ];
    }),
  ];
}

function vxlanCommands(plan: Plan, node: PlannedNode, family: Family): string[] {
  const device = tunnelDevice(family);
  const others = plan.nodes.filter((n) => n !== node);
  const id = `id ${VNI} local ${node.addresses[family]} dev eth0 dstport ${TUNNEL_PORT} nolearning`;
  return [
    `link add ${device} address ${node.tunnelMacs[family]} mtu ${tunnelMtu(family)} type vxlan ${id}`,
    `addr add ${node.tunnelAddresses[family]}/${hostBits(family)} ${family === 6 ? 'nodad ' : ''}dev ${device}`,
    `link set ${device} up`,
    ...others.flatMap((o) => [
      `neigh replace ${o.tunnelAddresses[family]} lladdr ${o.tunnelMacs[family]} dev ${device} nud permanent`,
      `route add ${o.podCidrs[family]} via ${o.tunnelAddresses[family]} dev ${device} onlink`,
    ]),
  ];
}

/** Input of `ip -batch` on the node: the ways to the other nodes' pods that flanneld keeps. */
function backendCommands(plan: Plan, node: PlannedNode): string[] {
  return plan.families.flatMap((f) => {
    if (plan.topology.backend === 'vxlan') return vxlanCommands(plan, node, f);
    const others = plan.nodes.filter((n) => n !== node);
    return others.map((o) => `route add ${o.podCidrs[f]} via ${o.addresses[f]} dev eth0`);
  });
}

/** Input of `bridge -batch` on the node: where each VTEP is. */
function fdbCommands(plan: Plan, node: PlannedNode): string[] {
  if (plan.topology.backend !== 'vxlan') return [];
  const others = plan.nodes.filter((n) => n !== node);
  return plan.families.flatMap((f) =>
    others.map((o) => `fdb append ${o.tunnelMacs[f]} dev ${tunnelDevice(f)} dst ${o.addresses[f]} self permanent`),
  );
}

/** flanneld's rules (pkg/trafficmngr/iptables: masqRules, forwardRules), after kube-proxy's in the built-in chains. */
function flannelRules(plan: Plan, node: PlannedNode, family: Family): RuleText {
  const cluster = plan.clusterCidrs[family];
  const own = node.podCidrs[family];
  const multicast = family === 4 ? '224.0.0.0/4' : 'ff00::/8';
  const masq = '-m comment --comment "flanneld masq"';
  const forward = '-m comment --comment "flanneld forward"';
  return {
    mangle: { chains: [], rules: [] },
    filter: {
      chains: ['FLANNEL-FWD'],
      rules: [
        `FORWARD ${forward} -j FLANNEL-FWD`,
        `FLANNEL-FWD -s ${cluster} ${forward} -j ACCEPT`,
        `FLANNEL-FWD -d ${cluster} ${forward} -j ACCEPT`,
      ],
    },
    nat: {
      chains: ['FLANNEL-POSTRTG'],
      rules: [
        `POSTROUTING ${masq} -j FLANNEL-POSTRTG`,
        `FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 ${masq} -j RETURN`,
        `FLANNEL-POSTRTG -s ${own} -d ${cluster} ${masq} -j RETURN`,
        `FLANNEL-POSTRTG -s ${cluster} -d ${own} ${masq} -j RETURN`,
        `FLANNEL-POSTRTG ! -s ${cluster} -d ${own} ${masq} -j RETURN`,
        `FLANNEL-POSTRTG -s ${cluster} ! -d ${multicast} ${masq} -j MASQUERADE --random-fully`,
        `FLANNEL-POSTRTG ! -s ${cluster} -d ${cluster} ${masq} -j MASQUERADE --random-fully`,
      ],
    },
  };
}

/** flannel with kube-flannel's rules, and the bridge plugin for the pods of a node. */
export const flannel: Cni = {
  tunnelDevice,
  nodeCommands: (plan, node) => [...bridgeCommands(plan, node), ...backendCommands(plan, node)],
  fdbCommands,
  deviceSysctls: () => '',
  podCommands,
  sets: () => '',
  rules: (plan, node, family) => ({ before: emptyRules, after: flannelRules(plan, node, family) }),
};
