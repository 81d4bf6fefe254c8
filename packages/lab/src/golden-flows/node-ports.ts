import type { Family } from '@skoop/model';
import type { ProxySite } from '../kube-proxy-site.ts';
import {
  CLIENT,
  CLIENT6,
  type Expected,
  endpoint,
  type GoldenFlow,
  type GoldenScenario,
  NODE,
  NODE_IP,
  NODE_IP_ALT,
  NODE_IP6,
  NODE_IP6_ALT,
  POD,
  POD6,
  scenario,
  service,
} from './golden-flow.ts';

const FAMILIES = {
  4: {
    vip: '172.30.0.41',
    endpoints: ['10.180.0.1', '10.180.2.1'],
    pod: POD,
    client: CLIENT,
    node: NODE_IP,
    other: NODE_IP_ALT,
    localhost: '127.0.0.1',
    at: (a: string, port: number) => `${a}:${port}`,
  },
  6: {
    vip: 'fd00:172:30::41',
    endpoints: ['fd00:10:180::1', 'fd00:10:180::2:1'],
    pod: POD6,
    client: CLIENT6,
    node: NODE_IP6,
    other: NODE_IP6_ALT,
    localhost: '::1',
    at: (a: string, port: number) => `[${a}]:${port}`,
  },
} as const;

type Case = {
  readonly name: string;
  readonly family: Family;
  readonly mode: 'iptables' | 'nftables';
  readonly flags: Partial<ProxySite>;
  /** Has the node's other address node ports, has 127.0.0.1? */
  readonly other: boolean;
  readonly localhost: boolean;
};

function nodePorts(c: Case): GoldenScenario {
  const { vip, endpoints, pod, client, node, other, localhost, at } = FAMILIES[c.family];
  const [first, second] = endpoints;
  const all = endpoints.map((e) => at(e, 80));
  const flow = (name: string, from: string, to: string, served: boolean): GoldenFlow => {
    const expected: Expected = served ? all : 'ALONE';
    return served ? [name, from, at(to, 3001), expected, 'masquerade'] : [name, from, at(to, 3001), expected];
  };
  return scenario(
    `TestNodePorts/${c.name}`,
    [
      service('ns1/svc1:p80', {
        clusterIp: vip,
        nodePort: 3001,
        endpoints: [endpoint(first), endpoint(second, NODE)],
      }),
    ],
    [
      ['pod to cluster IP', pod, at(vip, 80), all],
      flow('external to node port', client, node, true),
      flow('node to node port', node, node, true),
      flow('localhost to node port', localhost, localhost, c.localhost),
      flow('external to node port on the other address', client, other, c.other),
    ],
    { family: c.family, flags: c.flags, modes: [c.mode] },
  );
}

const iptables = { mode: 'iptables' } as const;
const nftables = { mode: 'nftables', localhost: false } as const;
const CASES: readonly Case[] = [
  { ...iptables, name: 'ipv4, localhost enabled', family: 4, flags: {}, other: true, localhost: true },
  {
    ...iptables,
    name: 'ipv4, localhost disabled',
    family: 4,
    flags: { localhostNodePorts: false },
    other: true,
    localhost: false,
  },
  {
    ...iptables,
    name: 'ipv4, localhost disabled but in the addresses',
    family: 4,
    flags: { localhostNodePorts: false, nodePortAddresses: [NODE_IP, '127.0.0.1'] },
    other: false,
    localhost: false,
  },
  {
    ...iptables,
    name: 'ipv4, several addresses',
    family: 4,
    flags: { localhostNodePorts: false, nodePortAddresses: [NODE_IP, NODE_IP_ALT] },
    other: true,
    localhost: false,
  },
  { ...iptables, name: 'ipv6', family: 6, flags: {}, other: true, localhost: false },
  {
    ...iptables,
    name: 'ipv6, localhost disabled',
    family: 6,
    flags: { localhostNodePorts: false },
    other: true,
    localhost: false,
  },
  {
    ...iptables,
    name: 'ipv6, one address',
    family: 6,
    flags: { localhostNodePorts: false, nodePortAddresses: [NODE_IP6] },
    other: false,
    localhost: false,
  },
  { ...nftables, name: 'nft ipv4', family: 4, flags: {}, other: false },
  {
    ...nftables,
    name: 'nft ipv4, several addresses',
    family: 4,
    flags: { nodePortAddresses: [NODE_IP, NODE_IP_ALT] },
    other: true,
  },
  { ...nftables, name: 'nft ipv6', family: 6, flags: {}, other: false },
  {
    ...nftables,
    name: 'nft ipv6, several addresses',
    family: 6,
    flags: { nodePortAddresses: [NODE_IP6, NODE_IP6_ALT] },
    other: true,
  },
];

/** The port that tells a load balancer whether this node has endpoints, where no service has any; and without the service. */
const healthCheck = (there: boolean): GoldenScenario =>
  scenario(
    `TestHealthCheckNodePort/${there ? 'there' : 'gone'}`,
    there
      ? [
          service('ns1/svc1:p80', {
            clusterIp: '172.30.0.42',
            nodePort: 3001,
            externalLocal: true,
            healthCheckNodePort: 30000,
          }),
        ]
      : [],
    [['health check', CLIENT, `${NODE_IP}:30000`, there ? 'ACCEPT' : 'ALONE']],
    { flags: { nodePortAddresses: ['127.0.0.1'] }, modes: ['iptables'] },
  );

export const nodePortScenarios: readonly GoldenScenario[] = [
  ...CASES.map(nodePorts),
  healthCheck(true),
  healthCheck(false),
];
