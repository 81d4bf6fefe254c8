import type { Ask } from '../../faults/fault.ts';
import { Random } from '../../truth/random.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { THREE_PODS } from '../devices/flat-pods.ts';
import { drawFault } from './faults.ts';
import { drawPodNetwork, type Wired } from './pod-networks.ts';
import { drawUplink } from './uplinks.ts';

const wired = (name: string, n: number, host: number): Wired => ({
  name,
  address: `10.244.${n}.${host}`,
  addressV6: `fd00:10:244:${n}::${host}`,
});
const PODS = { 1: [wired('client', 1, 2), wired('near', 1, 3)], 2: [wired('web', 2, 2)] } as const;
const MOST_FAULTS = 3;
const ASKED = 10;

const POOL: readonly Ask[] = [
  ...['10.244.1.3', '10.244.2.2'].flatMap((to) => [
    ask(CLIENT_POD, 'tcp', to, 8080),
    ask(CLIENT_POD, 'udp', to, 8080),
    ask(CLIENT_POD, 'icmp', to),
    ask('node-1', 'tcp', to, 8080),
    ask('node-2', 'udp', to, 8080),
  ]),
  ask(CLIENT_POD, 'icmp', '10.244.1.1'),
  ask(CLIENT_POD, 'tcp', '10.244.1.1', 10250),
  ask(CLIENT_POD, 'tcp', '10.10.0.11', 10250),
  ask(CLIENT_POD, 'tcp', '10.10.0.12', 10250),
  ask(CLIENT_POD, 'icmp', '10.10.0.12'),
  ask('node-1', 'tcp', '10.10.0.12', 10250),
  ask('node-2', 'icmp', '10.244.1.2'),
  ask('node-2', 'tcp', '10.244.1.2', 99),
  ask('client', 'tcp', '10.10.0.11', 10250),
  ask(CLIENT_POD, 'tcp', 'fd00:10:244:1::3', 8080),
  ask(CLIENT_POD, 'icmp', 'fd00:10:244:2::2'),
  ask(CLIENT_POD, 'tcp', 'fd00:10:10::12', 10250),
  ask('node-1', 'udp', 'fd00:10:244:1::3', 8080),
];

const LATER_POOL: readonly Ask[] = [
  ...POOL,
  ask(CLIENT_POD, 'tcp', '10.10.0.12', 80),
  ask('node-1', 'tcp', '10.10.0.12', 80),
  ask(CLIENT_POD, 'udp', '10.244.2.2', 8080, 1450),
  ask(CLIENT_POD, 'icmp', '10.244.1.3', undefined, 1450),
  ask(CLIENT_POD, 'udp', '10.244.1.3', 8080, 3000),
  ask(CLIENT_POD, 'icmp', '10.244.1.9'),
  ask('node-2', 'udp', '10.244.1.3', 99),
];
/** Seeds from here on draw from more of everything: earlier ones stay what they were when they were recorded. */
const LATER = 100;

/** A cluster of two nodes whose devices, faults and questions a seed decides. */
export function drawCase(seed: number): BenchCase {
  const random = new Random(seed);
  const later = seed >= LATER;
  const networks = { 1: drawPodNetwork(random, later), 2: drawPodNetwork(random, later) };
  if (networks[1].flat !== networks[2].flat) networks[2] = networks[1];
  const uplink = drawUplink(random, networks[1].flat === true, later);
  const sites = [
    ...([1, 2] as const).map((n) => ({
      target: `node-${n}`,
      devices: [...networks[n].devices, ...uplink.devices],
      isNode: true,
    })),
    ...([1, 2] as const).flatMap((n) =>
      PODS[n].map((p) => ({ target: `default/${p.name}`, devices: networks[n].podDevices, isNode: false })),
    ),
  ];
  const setup = new Map<string, string>();
  const add = (target: string, sh: string) => setup.set(target, `${setup.get(target) ?? ''}${sh}\n`);
  for (const n of [1, 2] as const) {
    add(`node-${n}`, `${uplink.node(n)}\n${networks[n].node(n, PODS[n])}`);
    for (const pod of PODS[n]) add(`default/${pod.name}`, networks[n].pod(n, pod));
  }
  const faults = Array.from({ length: 1 + random.below(MOST_FAULTS) }, () => drawFault(random, sites, later));
  const last = new Map<string, string>();
  for (const f of faults) last.set(f.target, `${last.get(f.target) ?? ''}${f.sh}\n`);
  for (const [target, sh] of last) add(target, sh);
  const asks: Ask[] = [];
  const left = [...(later ? LATER_POOL : POOL)];
  while (asks.length < ASKED) asks.push(...left.splice(random.below(left.length), 1));
  return {
    name: `drawn-${seed}`,
    why: faults.map((f) => `${f.target}: ${f.sh}`).join('; '),
    families: [4, 6],
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: Object.fromEntries(setup),
    asks,
  };
}
