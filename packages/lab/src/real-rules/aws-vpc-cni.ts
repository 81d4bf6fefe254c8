import { demoTopology } from '../demo-topology.ts';
import { NODE_1, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';
import { noFlannel, type Placed, place, secondInterface, secondTable } from './two-interfaces.ts';

/** The nodes' network and the pods' are parts of one VPC, which routes both. */
const VPC = ['10.10.0.0/16', '10.244.0.0/16'];
const MAIN_ENI_MARK = '0x80/0x80';
const TABLE = 2;

const CLIENT_POD: Placed = { pod: 'client', address: '10.244.1.2', device: 'eni1c0ffee0001', mac: '02:00:00:aa:00:01' };
const WEB_POD: Placed = { pod: 'web-1', address: WEB_1, device: 'eni1c0ffee0002', mac: '02:00:00:aa:00:02' };

/** amazon-vpc-cni-k8s: pkg/networkutils/network.go, SetupHostNetwork() and setupENINetwork(). */
const network: readonly Change[] = [
  ...[CLIENT_POD, WEB_POD].flatMap(place),
  ...secondTable(TABLE, WEB_POD),
  sh('aws rules', 'node-1', [
    `ip rule add pref 1024 fwmark ${MAIN_ENI_MARK} lookup main`,
    `ip rule add pref 1536 from ${WEB_POD.address} lookup ${TABLE}`,
    'echo 2 > /proc/sys/net/ipv4/conf/eth0/rp_filter',
  ]),
];

const vpcReturns = (chain: string, comment: string): string[] =>
  VPC.map((cidr) => `-A ${chain} -d ${cidr} -m comment --comment "${comment}" -j RETURN`);

const SNAT = [
  '-A POSTROUTING -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-0',
  ...vpcReturns('AWS-SNAT-CHAIN-0', 'AWS SNAT CHAIN'),
  `-A AWS-SNAT-CHAIN-0 ! -o vlan+ -m comment --comment "AWS, SNAT" -m addrtype ! --dst-type LOCAL -j SNAT --to-source ${NODE_1} --random-fully`,
];
const CONNMARK = [
  '-A PREROUTING -i eni+ -m comment --comment "AWS, outbound connections" -j AWS-CONNMARK-CHAIN-0',
  '-A PREROUTING -m comment --comment "AWS, CONNMARK" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80',
  ...vpcReturns('AWS-CONNMARK-CHAIN-0', 'AWS CONNMARK CHAIN, VPC CIDR'),
  `-A AWS-CONNMARK-CHAIN-0 -m comment --comment "AWS, CONNMARK" -j CONNMARK --set-xmark ${MAIN_ENI_MARK}`,
];
const primary = '-m comment --comment "AWS, primary ENI"';
const restoreMark = '-j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80';
const MANGLE = [
  '*mangle',
  `-A PREROUTING -i eth0 ${primary} -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-xmark ${MAIN_ENI_MARK}`,
  `-A PREROUTING -i eni+ ${primary} ${restoreMark}`,
  `-A PREROUTING -i vlan+ ${primary} ${restoreMark}`,
  'COMMIT',
];
const nat = (rules: readonly string[]): string[] => [
  '*nat',
  ...['AWS-SNAT-CHAIN-0', 'AWS-CONNMARK-CHAIN-0'].map((c) => `:${c} - [0:0]`),
  ...rules,
  'COMMIT',
];

/** The marks of connections as newer versions set them (aws-vpc-cni 1.20: nftables). */
const NFT_CONNMARK = `table ip aws-cni {
  chain snat-mark {
    counter ip daddr ${VPC[0]} return
    counter ip daddr ${VPC[1]} return
    counter ct mark set ct mark or 0x80
  }
  chain nat-prerouting {
    type nat hook prerouting priority -90; policy accept;
    fib daddr type local return
    iifname "eni*" counter jump snat-mark
    ct mark and 0x80 == 0x0 counter meta mark set meta mark and 0xffffff7f
    ct mark and 0x80 == 0x80 counter meta mark set meta mark or 0x80
  }
}`;

const client = 'default/client';
const second = 'default/web-1';

const set = (
  name: string,
  iptables: Topology['iptables'],
  rules: readonly Change[],
  asks: RuleSet['asks'],
): RuleSet => ({
  name: `AWS VPC CNI${name}, iptables-${iptables}`,
  topology: demoTopology({ name: 'aws', backend: 'host-gw', iptables }),
  prepare: secondInterface,
  changes: [noFlannel(iptables), ...network, ...rules],
  asks,
});

const ASKS: RuleSet['asks'] = [
  ask('inside the VPC nothing is translated', client, WEB_2, WEB_PORT),
  ask('from a pod of the second interface: by its own table', second, WEB_2, WEB_PORT),
  ask('to a pod of the second interface', 'default/web-2', WEB_1, WEB_PORT),
  ask('pods of one node', client, WEB_1, WEB_PORT),
  ask('the outside sees the node', client, OUTSIDE_HOST, 443),
  ask('from the second interface as well: the mark leads to the main table', second, OUTSIDE_HOST, 443),
  ask('a ping, too', second, OUTSIDE_HOST, 'ping'),
  ask('a service', client, WEB_SERVICE, 80),
  ask('a node port: answers of either interface go back by the first', OUTSIDE_HOST, NODE_1, NODE_PORT),
  ask('the node to its pod', 'node/node-1', WEB_1, WEB_PORT),
  ask('a pod to its node', second, NODE_1, 10_250),
];

const iptablesMarks = (iptables: Topology['iptables']): RuleSet =>
  set(
    '',
    iptables,
    [restore('aws', 'node-1', `iptables-${iptables}`, [...MANGLE, ...nat([...SNAT, ...CONNMARK])].join('\n'))],
    ASKS,
  );

const nftMarks = set(
  ' with marks in nftables',
  'nft',
  [
    restore('aws', 'node-1', 'iptables-nft', [...MANGLE, ...nat(SNAT)].join('\n')),
    sh('aws', 'node-1', ["nft -f - <<'END'", NFT_CONNMARK, 'END']),
  ],
  ASKS,
);

const strict = set(
  ' and strict reverse path filtering',
  'nft',
  [
    restore('aws', 'node-1', 'iptables-nft', [...MANGLE, ...nat([...SNAT, ...CONNMARK])].join('\n')),
    sh('rp_filter', 'node-1', ['echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter']),
    // One backend is left: the one whose way back is the other interface.
    sh('service', 'node-1', [
      `iptables-nft -t nat -I KUBE-SERVICES -m addrtype --dst-type LOCAL -p tcp --dport 30081 -j DNAT --to-destination ${WEB_1}:${WEB_PORT}`,
    ]),
  ],
  [
    ask('a node port whose pod answers by the second interface', OUTSIDE_HOST, NODE_1, 30_081, 'timeout', {
      finding: ['rp-filter-asymmetric', /eth0/],
    }),
    ask('what the pod asks itself comes back by the same way', client, OUTSIDE_HOST, 443),
  ],
);

/** systemd-networkd has removed routes that are not its own, and takes packets of the second interface for strangers. */
const emptied = set(
  ' whose second table was emptied',
  'nft',
  [
    restore('aws', 'node-1', 'iptables-nft', [...MANGLE, ...nat([...SNAT, ...CONNMARK])].join('\n')),
    sh('routes', 'node-1', [`ip route flush table ${TABLE}`, 'echo 1 > /proc/sys/net/ipv4/conf/eth1/rp_filter']),
  ],
  [
    ask('asked by the first interface, answered by the second', second, WEB_2, WEB_PORT, 'timeout', {
      finding: ['policy-route-missing', /web-1.*table 2/],
    }),
    ask('pods of the first interface are not concerned', client, WEB_2, WEB_PORT),
  ],
);

export const awsVpcCni: readonly RuleSet[] = [iptablesMarks('legacy'), iptablesMarks('nft'), nftMarks, strict, emptied];
