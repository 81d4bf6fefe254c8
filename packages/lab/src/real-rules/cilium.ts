import { demoTopology } from '../demo-topology.ts';
import { everyKind, NODE_1, OUTSIDE_HOST, WEB_1, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import { ask, type RuleAsk, type RuleSet, restore, sh } from './rule-set.ts';

const says = (text: string): string => `-m comment --comment "cilium: ${text}"`;
const feeder = (hook: string, chain: string): string =>
  `-A ${hook} -m comment --comment "cilium-feeder: ${chain}" -j ${chain}`;
const notProxy = '-m mark ! --mark 0xe00/0xf00 -m mark ! --mark 0x800/0xf00';

/** The iptables part of Cilium 1.14 and later (pkg/datapath/iptables). Its programs are not here: flannel carries the packets. */
const RULES = [
  '*raw',
  ...['CILIUM_OUTPUT_raw', 'CILIUM_PRE_raw'].map((c) => `:${c} - [0:0]`),
  feeder('PREROUTING', 'CILIUM_PRE_raw'),
  feeder('OUTPUT', 'CILIUM_OUTPUT_raw'),
  `-A CILIUM_PRE_raw -m mark --mark 0x200/0xf00 ${says('NOTRACK for proxy traffic')} -j CT --notrack`,
  ...['0xa00/0xfffffeff', '0x800/0xe00'].map(
    (mark) => `-A CILIUM_OUTPUT_raw -m mark --mark ${mark} ${says('NOTRACK for proxy return traffic')} -j CT --notrack`,
  ),
  'COMMIT',
  '*mangle',
  ...['CILIUM_POST_mangle', 'CILIUM_PRE_mangle'].map((c) => `:${c} - [0:0]`),
  feeder('PREROUTING', 'CILIUM_PRE_mangle'),
  feeder('POSTROUTING', 'CILIUM_POST_mangle'),
  `-A CILIUM_PRE_mangle ! -o lo -m socket --transparent ${notProxy} ${says('any->pod redirect proxied traffic to host proxy')} -j MARK --set-xmark 0x200/0xffffffff`,
  ...['tcp', 'udp'].map(
    (p) =>
      `-A CILIUM_PRE_mangle -p ${p} -m mark --mark 0x3c8b0200 ${says('TPROXY to host cilium-dns-egress proxy')} -j TPROXY --on-port 35644 --on-ip 127.0.0.1 --tproxy-mark 0x200/0xffffffff`,
  ),
  'COMMIT',
  '*filter',
  ...['CILIUM_FORWARD', 'CILIUM_INPUT', 'CILIUM_OUTPUT'].map((c) => `:${c} - [0:0]`),
  feeder('INPUT', 'CILIUM_INPUT'),
  feeder('FORWARD', 'CILIUM_FORWARD'),
  feeder('OUTPUT', 'CILIUM_OUTPUT'),
  `-A CILIUM_INPUT -m mark --mark 0x200/0xf00 ${says('ACCEPT for proxy traffic')} -j ACCEPT`,
  ...['-o cilium_host', '-i cilium_host', '-i lxc+', '-i cilium_net', '-o lxc+', '-i cni0'].map(
    (match) => `-A CILIUM_FORWARD ${match} ${says('any->cluster on cilium_host forward accept')} -j ACCEPT`,
  ),
  `-A CILIUM_OUTPUT -m mark --mark 0xa00/0xfffffeff ${says('ACCEPT for proxy return traffic')} -j ACCEPT`,
  `-A CILIUM_OUTPUT -m mark ! --mark 0xe00/0xf00 -m mark ! --mark 0xd00/0xf00 -m mark ! --mark 0xa00/0xe00 -m mark ! --mark 0x800/0xe00 -m mark ! --mark 0xf00/0xf00 ${says('host->any mark as from host')} -j MARK --set-xmark 0xc00/0xf00`,
  'COMMIT',
  '*nat',
  ...['CILIUM_OUTPUT_nat', 'CILIUM_POST_nat', 'CILIUM_PRE_nat'].map((c) => `:${c} - [0:0]`),
  feeder('PREROUTING', 'CILIUM_PRE_nat'),
  feeder('OUTPUT', 'CILIUM_OUTPUT_nat'),
  feeder('POSTROUTING', 'CILIUM_POST_nat'),
  `-A CILIUM_POST_nat -s 10.244.1.0/24 ! -d 10.244.0.0/16 ! -o cilium_+ ${says('masquerade non-cluster')} -j MASQUERADE --random-fully`,
  `-A CILIUM_POST_nat -m mark --mark 0xa00/0xe00 ${says('exclude proxy return traffic from masquerade')} -j ACCEPT`,
  `-A CILIUM_POST_nat -s 127.0.0.1/32 -o cilium_host ${says('cilium host->cluster from 127.0.0.1 masquerade')} -j SNAT --to-source 10.244.1.1 --random-fully`,
  'COMMIT',
].join('\n');

const fromOwn = (a: (typeof everyKind)[number]): RuleAsk => ({
  ...a,
  why: `${a.question.protocol} from ${a.question.source} to ${a.question.destination}`,
  sees: 'connected',
});

const cilium = (iptables: Topology['iptables']): RuleSet => ({
  name: `Cilium's iptables rules, iptables-${iptables}`,
  topology: demoTopology({ name: 'cilium-rules', iptables }),
  changes: [
    restore('cilium', 'node-1', `iptables-${iptables}`, RULES),
    sh('cilium', 'node-1', [
      'ip rule add fwmark 0x200/0xf00 pref 9 lookup 2004',
      'ip route add local default dev lo table 2004',
      'ip rule add fwmark 0xa00/0xf00 pref 10 lookup 2005',
    ]),
  ],
  asks: [
    ...everyKind.map(fromOwn),
    ask('the node to its pod: the answer is for a socket that is no proxy', 'node/node-1', WEB_1, WEB_PORT),
    ask('the node to a service', 'node/node-1', WEB_SERVICE, 80),
    ask('the node to the outside', 'node/node-1', OUTSIDE_HOST, 443),
    ask('a server of the node', OUTSIDE_HOST, NODE_1, 10_250),
    ask('a closed port of the node', OUTSIDE_HOST, NODE_1, 9999, 'refused'),
  ],
});

export const ciliumRules: readonly RuleSet[] = [cilium('nft'), cilium('legacy')];
