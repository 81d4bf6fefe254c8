import type { Endpoint } from '../endpoints.ts';
import {
  CLIENT,
  endpoint,
  type GoldenFlow,
  type GoldenScenario,
  leaving,
  NODE,
  NODE_IP,
  POD,
  scenario,
  service,
} from './golden-flow.ts';

const LOCAL_EP = '10.180.2.1:80';
const BOTH = ['10.180.0.1:80', LOCAL_EP];

function externalPolicy(externalLocal: boolean): GoldenScenario {
  const masquerade = externalLocal ? undefined : 'masquerade';
  const outside = externalLocal ? [LOCAL_EP] : BOTH;
  const flows = (what: string, at: string): readonly GoldenFlow[] => [
    [`pod to ${what}`, POD, at, BOTH, masquerade],
    [`external to ${what}`, CLIENT, at, outside, masquerade],
  ];
  return scenario(
    `TestExternalTrafficPolicy${externalLocal ? 'Local' : 'Cluster'}`,
    [
      service('ns1/svc1:p80', {
        externalIps: ['192.168.99.11'],
        loadBalancerIps: ['1.2.3.4'],
        nodePort: 3001,
        externalLocal,
        ...(externalLocal ? { healthCheckNodePort: 30000 } : {}),
        endpoints: [endpoint('10.180.0.1'), endpoint('10.180.2.1', NODE)],
      }),
    ],
    [
      ['pod to cluster IP', POD, '172.30.0.41:80', BOTH],
      ...flows('external IP', '192.168.99.11:80'),
      ...flows('load balancer', '1.2.3.4:80'),
      ...flows('node port', `${NODE_IP}:3001`),
    ],
  );
}

const VIP = '172.30.1.1:80';
const THREE = ['10.0.1.1', '10.0.1.2', '10.0.1.3'] as const;
const at = (...addresses: readonly string[]): readonly string[] => addresses.map((a) => `${a}:80`);

function internalPolicy(
  name: string,
  internalLocal: boolean,
  nodes: readonly string[],
  expected: readonly string[] | 'DROP' | 'REJECT',
): GoldenScenario {
  const endpoints = nodes.map((n, i) => endpoint(THREE[i] ?? '', n));
  return scenario(
    `TestInternalTrafficPolicy/${name}`,
    [service('ns1/svc1', { clusterIp: '172.30.1.1', internalLocal, endpoints })],
    [['pod to cluster IP', POD, VIP, expected]],
  );
}

/** One service of load balancer 1.2.3.4, whose endpoints are partly on their way out. */
const terminating = (
  policy: 'Local' | 'Cluster',
  name: string,
  endpoints: readonly Endpoint[],
  inside: readonly string[] | 'REJECT',
  outside: readonly string[] | 'DROP' | 'REJECT',
): GoldenScenario =>
  scenario(
    `TestTerminatingEndpointsTrafficPolicy${policy}/${name}`,
    [
      service('ns1/svc1', {
        clusterIp: '172.30.1.1',
        loadBalancerIps: ['1.2.3.4'],
        externalLocal: policy === 'Local',
        ...(policy === 'Local' ? { healthCheckNodePort: 30000 } : {}),
        endpoints,
      }),
    ],
    [
      ['pod to cluster IP', POD, VIP, inside],
      ['external to load balancer', CLIENT, '1.2.3.4:80', outside, policy === 'Local' ? undefined : 'masquerade'],
    ],
  );

const GONE = [leaving('10.0.1.5', NODE, false), leaving('10.0.1.5', 'node-1', false)];

export const trafficPolicyScenarios: readonly GoldenScenario[] = [
  externalPolicy(true),
  externalPolicy(false),
  internalPolicy('cluster', false, [NODE, 'node1', 'node2'], at(...THREE)),
  internalPolicy('local, one here', true, [NODE, 'node1', 'node2'], at('10.0.1.1')),
  internalPolicy('local, two here', true, [NODE, NODE, 'node2'], at('10.0.1.1', '10.0.1.2')),
  internalPolicy('local, none here', true, ['node0', 'node1', 'node2'], 'DROP'),
  internalPolicy('local, none anywhere', true, [], 'REJECT'),
  terminating(
    'Local',
    'ready ones exist',
    [
      endpoint('10.0.1.1', NODE),
      endpoint('10.0.1.2', NODE),
      leaving('10.0.1.3', NODE, true),
      leaving('10.0.1.4', NODE, false),
      endpoint('10.0.1.5', 'node-1'),
    ],
    at('10.0.1.1', '10.0.1.2', '10.0.1.5'),
    at('10.0.1.1', '10.0.1.2'),
  ),
  terminating(
    'Local',
    'only leaving ones here',
    [
      leaving('10.0.1.2', NODE, true),
      leaving('10.0.1.3', NODE, true),
      leaving('10.0.1.4', NODE, false),
      endpoint('10.0.1.5', 'node-1'),
    ],
    at('10.0.1.5'),
    at('10.0.1.2', '10.0.1.3'),
  ),
  terminating('Local', 'leaving ones elsewhere', [leaving('10.0.1.5', 'node-1', true)], at('10.0.1.5'), 'DROP'),
  terminating('Local', 'none to use', GONE, 'REJECT', 'REJECT'),
  terminating('Local', 'none left', [], 'REJECT', 'REJECT'),
  terminating(
    'Cluster',
    'ready ones exist',
    [
      endpoint('10.0.1.1', NODE),
      endpoint('10.0.1.2', NODE),
      leaving('10.0.1.3', 'another-node', true),
      leaving('10.0.1.4', 'another-node', false),
      endpoint('10.0.1.5', 'another-node'),
    ],
    at('10.0.1.1', '10.0.1.2', '10.0.1.5'),
    at('10.0.1.1', '10.0.1.2', '10.0.1.5'),
  ),
  terminating(
    'Cluster',
    'only leaving ones',
    [
      leaving('10.0.1.2', NODE, true),
      leaving('10.0.1.3', NODE, true),
      leaving('10.0.1.4', 'another-node', false),
      leaving('10.0.1.5', 'another-node', true),
    ],
    at('10.0.1.2', '10.0.1.3', '10.0.1.5'),
    at('10.0.1.2', '10.0.1.3', '10.0.1.5'),
  ),
  terminating(
    'Cluster',
    'leaving ones elsewhere',
    [leaving('10.0.1.5', 'node-1', true)],
    at('10.0.1.5'),
    at('10.0.1.5'),
  ),
  terminating('Cluster', 'none to use', GONE, 'REJECT', 'REJECT'),
];
