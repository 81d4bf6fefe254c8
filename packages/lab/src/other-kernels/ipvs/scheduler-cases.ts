import { WEB_1, WEB_2, WEB_SERVICE } from '../../faults/asks.ts';
import type { PodSpec } from '../../topology.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { IpvsCase } from './case.ts';

/** A service on a port of its own for each scheduler, with servers of weight 3 and 1. */
const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'fo', 'ovf', 'dh', 'sh', 'mh', 'lblc', 'lblcr'];
const FIRST_PORT = 9001;

const service = (port: number, words: string, weights: readonly [number, number] = [3, 1]): string => `
  ipset add KUBE-CLUSTER-IP ${WEB_SERVICE},tcp:${port}
  ipvsadm -A -t ${WEB_SERVICE}:${port} ${words}
  ipvsadm -a -t ${WEB_SERVICE}:${port} -r ${WEB_1}:8080 -m -w ${weights[0]}
  ipvsadm -a -t ${WEB_SERVICE}:${port} -r ${WEB_2}:8080 -m -w ${weights[1]}`;

const HASHED = [
  ['sh with a drained server', '-s sh', [0, 1]],
  ['sh that falls back', '-s sh -b sh-fallback', [0, 1]],
  ['sh by port as well', '-s sh -b sh-port', [3, 1]],
  ['mh by port as well', '-s mh -b mh-port', [3, 1]],
  ['dh with a drained server', '-s dh', [0, 1]],
] as const;
const FIRST_HASHED = 9101;

/** Addresses that hash differently. */
const CLIENTS = [
  CLIENT_POD,
  'node-1',
  'default/c3',
  'default/c4',
  'default/c5',
  'default/c6',
  'default/c7',
  'default/c8',
];

const HASHING_PODS: readonly PodSpec[] = [
  { name: 'client', node: 'node-1', labels: { app: 'client' } },
  { name: 'web-1', node: 'node-1', labels: { app: 'web' }, ports: [{ name: 'http', port: 8080 }] },
  { name: 'web-2', node: 'node-2', labels: { app: 'web' }, ports: [{ name: 'http', port: 8080 }] },
  ...[3, 4, 5, 6, 7, 8].map((n) => ({ name: `c${n}`, node: 'node-1', labels: { app: 'client' } })),
];

const V6_SERVICE = 'fd00:10:96::a';
const service6 = (port: number, scheduler: string): string => `
  ipset add KUBE-6-CLUSTER-IP ${V6_SERVICE},tcp:${port}
  ipvsadm -A -t [${V6_SERVICE}]:${port} -s ${scheduler}
  ipvsadm -a -t [${V6_SERVICE}]:${port} -r [fd00:10:244:1::3]:8080 -m -w 2
  ipvsadm -a -t [${V6_SERVICE}]:${port} -r [fd00:10:244:2::2]:8080 -m -w 1`;

export const schedulerCases: readonly IpvsCase[] = [
  {
    name: 'schedulers',
    why: 'every scheduler with unequal weights',
    apply: (cluster) => cluster.sh('node-1', SCHEDULERS.map((s, i) => service(FIRST_PORT + i, `-s ${s}`)).join('')),
    times: 12,
    asks: SCHEDULERS.map((_, i) => ask(CLIENT_POD, 'tcp', WEB_SERVICE, FIRST_PORT + i)),
  },
  {
    name: 'hashes',
    why: 'which server each client is given by its address',
    topology: {
      pods: HASHING_PODS,
      services: [
        {
          name: 'spare',
          selector: { app: 'nobody' },
          ports: [{ port: 80 }],
        },
        { name: 'web', selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
      ],
    },
    apply: async (cluster) => {
      await cluster.sh('node-1', service(9010, '-s sh') + service(9011, '-s mh') + service(9009, '-s dh'));
      await cluster.sh('node-1', HASHED.map(([, words, w], i) => service(FIRST_HASHED + i, words, w)).join(''));
    },
    times: 2,
    asks: [
      ...CLIENTS.flatMap((c) => [9010, 9011].map((port) => ask(c, 'tcp', WEB_SERVICE, port))),
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 9009),
      ...CLIENTS.slice(0, 4).flatMap((c) => HASHED.map((_, i) => ask(c, 'tcp', WEB_SERVICE, FIRST_HASHED + i))),
    ],
  },
  {
    name: 'hashes-v6',
    why: 'the same of IPv6 addresses',
    topology: {
      families: [4, 6],
      pods: HASHING_PODS.slice(0, 6),
      services: [{ name: 'web', selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] }],
    },
    apply: (cluster) => cluster.sh('node-1', ['sh', 'mh', 'dh'].map((s, i) => service6(9010 + i, s)).join('')),
    times: 1,
    asks: [CLIENT_POD, 'node-1', 'default/c3', 'default/c4', 'default/c5'].flatMap((c) =>
      [9010, 9011, 9012].map((port) => ask(c, 'tcp', V6_SERVICE, port)),
    ),
  },
];
