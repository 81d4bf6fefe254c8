import { demoTopology } from '../../demo-topology.ts';
import { NODE_1, NODE_PORT, WEB_2, WEB_SERVICE } from '../../faults/asks.ts';
import type { Topology } from '../../topology.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';

const ipip = (name: string): Topology => demoTopology({ name, cni: 'calico', backend: 'ipip', iptables: 'legacy' });
const TO_POD = ask(CLIENT_POD, 'tcp', WEB_2, 8080);

/** Whole clusters of Calico in IPIP mode. */
export const calicoCases: readonly BenchCase[] = [
  {
    name: 'calico-ipip',
    why: 'every pool in IPIP, as Calico did by default for long',
    cluster: ipip('calico-ipip'),
    setup: {},
    asks: [
      TO_POD,
      ask('node-1', 'tcp', WEB_2, 8080),
      ask(CLIENT_POD, 'icmp', WEB_2),
      ask(CLIENT_POD, 'udp', '10.96.0.10', 53),
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 80),
      ask('client', 'tcp', NODE_1, NODE_PORT),
    ],
    times: 4,
  },
  {
    name: 'calico-ipip-blocked',
    why: 'a firewall of the second node drops protocol 4 before Calico is asked',
    cluster: ipip('calico-ipip-blocked'),
    setup: { 'node-2': 'iptables-legacy -I INPUT -p 4 -j DROP' },
    asks: [TO_POD, ask('node-1', 'tcp', WEB_2, 8080)],
  },
];
