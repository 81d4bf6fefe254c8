import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { NEAR, TWO_PODS, up } from './flat-pods.ts';

/** Two wires from the client to a bridge that the other pod is on. */
const WIRES = `
ip link add br0 type bridge; ip link set br0 up
ip link add v-near type veth peer name eth0 netns $near; ip link set v-near master br0 up
for i in 0 1; do
  ip link add w$i type veth peer name s$i netns $client
  ip link set w$i master br0 up
done`;
const bonded = (mode: string, more = '', address = '10.244.1.2/24'): string => `
ip link set lo up
ip link add bond0 type bond mode ${mode} miimon 50
ip link set s0 master bond0; ip link set s1 master bond0
ip link set bond0 up; sleep 3
ip addr add ${address} dev bond0
${more}`;
const ASKS = [
  ask(CLIENT_POD, 'tcp', NEAR, 8080),
  ask(CLIENT_POD, 'udp', NEAR, 8080),
  ask('default/near', 'icmp', '10.244.1.2'),
];
const bond = (name: string, why: string, client: string, near = up(`${NEAR}/24`), node = ''): BenchCase => ({
  name: `bond-${name}`,
  why,
  podLinks: 'bare',
  pods: TWO_PODS,
  setup: { 'node-1': `${WIRES}\n${node}`, [CLIENT_POD]: client, 'default/near': near },
  asks: ASKS,
});

export const bondCases: readonly BenchCase[] = [
  bond('active-backup', 'one wire carries everything', bonded('active-backup')),
  bond('balance-rr', 'packets take turns', bonded('balance-rr')),
  bond('balance-xor', 'the addresses choose', bonded('balance-xor')),
  bond('broadcast', 'every frame goes out by both wires', bonded('broadcast')),
  bond('802.3ad', 'the other side speaks no LACP: one wire is used', bonded('802.3ad')),
  bond('tlb', 'each wire has an address of its own', bonded('balance-tlb')),
  bond('one-wire-down', 'the other one takes over', bonded('active-backup', 'ip link set s0 down; sleep 3')),
  bond('no-wire', 'all wires are down', bonded('active-backup', 'ip link set s0 down; ip link set s1 down; sleep 3')),
  bond(
    'backup-hears',
    'frames that come in by the wire that is not used are thrown away',
    `ip link set s0 address 02:00:00:00:00:22\n${bonded('active-backup', `ip neigh add ${NEAR} lladdr 02:00:00:00:00:33 dev bond0 nud permanent`)}`,
    `ip link set eth0 address 02:00:00:00:00:33\n${up(`${NEAR}/24`, 'ip neigh add 10.244.1.2 lladdr 02:00:00:00:00:22 dev eth0 nud permanent')}`,
    'bridge link set dev w0 learning off; bridge fdb add 02:00:00:00:00:22 dev w1 master static',
  ),
  bond(
    'vlan',
    'a VLAN of a bond',
    bonded(
      'active-backup',
      `ip link add link bond0 name vlan0 type vlan id 5\n${up('10.244.1.2/24', '', 'vlan0')}`,
      '10.9.9.2/24',
    ),
    `ip link set eth0 up; ip link add link eth0 name vlan0 type vlan id 5\n${up(`${NEAR}/24`, '', 'vlan0')}`,
  ),
];
