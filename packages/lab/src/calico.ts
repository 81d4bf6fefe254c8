import type { Family } from '@skoop/model';
import { felixRules, felixSets, VXLAN_PORT } from './calico-rules.ts';
import type { Cni } from './cni.ts';
import { emptyRules } from './iptables-text.ts';
import { hostBits, IPIP_MTU, type Plan, type PlannedNode, type PlannedPod, podsOf, tunnelMtu } from './plan.ts';

const VNI = 4096;
/** Routing protocols of the routes that Felix makes for VXLAN, and of those that BIRD learns by BGP (rtnetlink.h: RTPROT_BIRD). */
const PROTO = { vxlan: 80, ipip: 12, 'host-gw': 12 } as const;
/** Every host end has the same MAC, so that what a pod learned stays right wherever its veth moves. */
const HOST_MAC = 'ee:ee:ee:ee:ee:ee';
/** Next hop that a pod sends everything to: an address that nobody has, asked for by ARP and answered by proxy ARP; or the link-local address of HOST_MAC. */
const GATEWAY = { 4: '169.254.1.1', 6: 'fe80::ecee:eeff:feee:eeee' } as const;

const tunnelDevice = (family: Family): string => (family === 4 ? 'vxlan.calico' : 'vxlan-v6.calico');

function tunnelCommands(plan: Plan, node: PlannedNode, family: Family): string[] {
  const device = tunnelDevice(family);
  const id = `id ${VNI} local ${node.addresses[family]} dev eth0 dstport ${VXLAN_PORT} nolearning`;
  return [
    `link add ${device} address ${node.tunnelMacs[family]} mtu ${tunnelMtu(family)} type vxlan ${id}`,
    `addr add ${node.tunnelAddresses[family]}/${hostBits(family)} ${family === 6 ? 'nodad ' : ''}dev ${device}`,
    `link set ${device} up`,
    ...others(plan, node).flatMap((o) => [
      `neigh replace ${o.tunnelAddresses[family]} lladdr ${o.tunnelMacs[family]} dev ${device} nud permanent`,
      `route add ${o.blocks[family]} via ${o.tunnelAddresses[family]} dev ${device} onlink proto ${PROTO.vxlan}`,
    ]),
  ];
}

/** BIRD gives the routes of IPv4 pools the next hop that is the other end of tunl0. */
function ipipCommands(plan: Plan, node: PlannedNode): string[] {
  return [
    `link set tunl0 up mtu ${IPIP_MTU}`,
    `addr add ${node.tunnelAddresses[4]}/32 dev tunl0`,
    ...others(plan, node).map(
      (o) => `route add ${o.blocks[4]} via ${o.addresses[4]} dev tunl0 onlink proto ${PROTO.ipip}`,
    ),
  ];
}

function wayCommands(plan: Plan, node: PlannedNode, family: Family): string[] {
  const { backend } = plan.topology;
  if (backend === 'vxlan') return tunnelCommands(plan, node, family);
  if (backend === 'ipip' && family === 4) return ipipCommands(plan, node);
  return others(plan, node).map(
    (o) => `route add ${o.blocks[family]} via ${o.addresses[family]} dev eth0 proto ${PROTO[backend]}`,
  );
}

const others = (plan: Plan, node: PlannedNode): readonly PlannedNode[] => plan.nodes.filter((n) => n !== node);

function nodeCommands(plan: Plan, node: PlannedNode): string[] {
  const { backend } = plan.topology;
  return [
    ...podsOf(plan, node).flatMap((pod) => [
      `link add ${pod.hostVeth} address ${HOST_MAC} mtu ${plan.podMtu} type veth peer name eth0 address ${pod.mac} mtu ${plan.podMtu} netns cni-${pod.uid}`,
      `link set ${pod.hostVeth} up`,
      ...plan.families.map(
        (f) => `route add ${pod.addresses[f]}/${hostBits(f)} dev ${pod.hostVeth}${f === 4 ? ' scope link' : ''}`,
      ),
    ]),
    ...plan.families.flatMap((f) => [
      `route add blackhole ${node.blocks[f]} proto ${PROTO[backend]}`,
      ...wayCommands(plan, node, f),
    ]),
  ];
}

/** What Felix and the CNI plugin set on the host end of a pod (felix/dataplane/linux/endpoint_mgr.go: configureInterface). */
const deviceSysctls = (plan: Plan, node: PlannedNode): string =>
  podsOf(plan, node)
    .flatMap((pod) => [
      `net/ipv4/conf/${pod.hostVeth}/route_localnet 1`,
      `net/ipv4/neigh/${pod.hostVeth}/proxy_delay 0`,
      `net/ipv4/conf/${pod.hostVeth}/proxy_arp 1`,
      `net/ipv4/conf/${pod.hostVeth}/forwarding 1`,
      `net/ipv6/conf/${pod.hostVeth}/proxy_ndp 1`,
      `net/ipv6/conf/${pod.hostVeth}/accept_ra 0`,
      `net/ipv6/conf/${pod.hostVeth}/forwarding 1`,
    ])
    .map((l) => `${l}\n`)
    .join('');

const podCommands = (plan: Plan, pod: PlannedPod): string[] => [
  'link set lo up',
  'link set eth0 up',
  ...plan.families.flatMap((f) => [
    `addr add ${pod.addresses[f]}/${hostBits(f)} ${f === 6 ? 'nodad ' : ''}dev eth0`,
    ...(f === 4 ? [`route add ${GATEWAY[f]} dev eth0 scope link`] : []),
    `route add default via ${GATEWAY[f]} dev eth0`,
  ]),
];

function fdbCommands(plan: Plan, node: PlannedNode): string[] {
  if (plan.topology.backend !== 'vxlan') return [];
  return plan.families.flatMap((f) =>
    others(plan, node).map(
      (o) => `fdb append ${o.tunnelMacs[f]} dev ${tunnelDevice(f)} dst ${o.addresses[f]} self permanent`,
    ),
  );
}

/** Calico with Felix's iptables dataplane: VXLAN or IPIP to every node, or BGP routes without encapsulation (backend `host-gw`). */
export const calico: Cni = {
  tunnelDevice,
  nodeCommands,
  fdbCommands,
  deviceSysctls,
  podCommands,
  sets: felixSets,
  rules: (plan, node, family, policies) => ({
    before: felixRules(plan, node, family, policies),
    after: {
      ...emptyRules,
      // Appended to FORWARD, where Felix's own jump is the first rule (StaticFilterForwardAppendRules).
      filter: {
        chains: [],
        rules: [
          'FORWARD -m comment --comment "cali:S93hcgKJrXEqnTfs" -m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT',
          'FORWARD -m comment --comment "cali:mp77cMpurHhyjLrM" -j MARK --or-mark 0x10000',
        ],
      },
    },
  }),
};
