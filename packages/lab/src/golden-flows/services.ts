import {
  CLIENT,
  CLIENT_BLOCKED,
  endpoint,
  type GoldenFlow,
  type GoldenScenario,
  NODE,
  NODE_IP,
  POD,
  scenario,
  service,
} from './golden-flow.ts';

const VIP = '172.30.0.41:80';
const NODE_PORT = `${NODE_IP}:3001`;

/** Services without endpoints, of every kind of address. */
const noEndpoints = scenario(
  'TestNoEndpointsReject',
  [service('ns1/svc1:p80', { externalIps: ['192.168.99.11'], loadBalancerIps: ['1.2.3.4'], nodePort: 3001 })],
  [
    ['pod to cluster IP', POD, VIP, 'REJECT'],
    ['external to external IP', CLIENT, '192.168.99.11:80', 'REJECT'],
    ['pod to node port', POD, NODE_PORT, 'REJECT'],
    ['external to node port', CLIENT, NODE_PORT, 'REJECT'],
    ['pod to load balancer', POD, '1.2.3.4:80', 'REJECT'],
    ['external to load balancer', CLIENT, '1.2.3.4:80', 'REJECT'],
  ],
);

const svc2 = (port: string, protocol: 'tcp' | 'udp' | 'sctp', number: number, target = number) =>
  service(`ns2/svc2:${port}`, {
    clusterIp: '172.30.0.42',
    protocol,
    port: number,
    endpoints: [endpoint('10.180.0.1', NODE, { port: target }), endpoint('10.180.2.1', 'node2', { port: target })],
  });
const both = (port: number): readonly string[] => [`10.180.0.1:${port}`, `10.180.2.1:${port}`];
const OTHER = '10.180.0.2';

const clusterIp = scenario(
  'TestClusterIPGeneral',
  [
    service('ns1/svc1:http', { endpoints: [endpoint('10.180.0.1', NODE)] }),
    svc2('http', 'tcp', 80),
    svc2('https', 'tcp', 443, 8443),
    svc2('dns-udp', 'udp', 53),
    svc2('dns-tcp', 'tcp', 53, 5353),
    svc2('dns-sctp', 'sctp', 53),
  ],
  [
    ['simple', OTHER, VIP, ['10.180.0.1:80']],
    ['hairpin', '10.180.0.1', VIP, ['10.180.0.1:80'], 'masquerade'],
    ['several endpoints', OTHER, '172.30.0.42:80', both(80)],
    ['target port', OTHER, '172.30.0.42:443', both(8443)],
    ['same port of three protocols: TCP', OTHER, '172.30.0.42:53', both(5353)],
    ['same port of three protocols: UDP', OTHER, '172.30.0.42:53/udp', both(53)],
    ['same port of three protocols: SCTP', OTHER, '172.30.0.42:53/sctp', both(53)],
    ['a port of TCP alone, asked by UDP', OTHER, '172.30.0.42:80/udp', { iptables: 'ALONE', nftables: 'REJECT' }],
    ['a port of another service', OTHER, '172.30.0.41:443', { iptables: 'ALONE', nftables: 'REJECT' }],
    ['an address without a service', OTHER, '172.30.0.50:80', { iptables: 'ALONE', nftables: 'DROP' }],
  ],
);

const EP = ['10.180.0.1:80'];
const ranged = (lb: string): readonly GoldenFlow[] => [
  [`accepted external to ${lb}`, CLIENT, `${lb}:80`, EP, 'masquerade'],
  [`blocked external to ${lb}`, CLIENT_BLOCKED, `${lb}:80`, 'DROP'],
  [`pod to ${lb}, in no source range`, POD, `${lb}:80`, 'DROP'],
  [`node to ${lb}, in a source range`, NODE_IP, `${lb}:80`, EP, 'masquerade'],
];
const loadBalancer = scenario(
  'TestLoadBalancer',
  [
    service('ns1/svc1:p80', {
      loadBalancerIps: ['1.2.3.4', '5.6.7.8'],
      nodePort: 3001,
      sourceRanges: ['192.168.0.0/24', '203.0.113.0/25'],
      endpoints: [endpoint('10.180.0.1')],
    }),
  ],
  [
    ['pod to cluster IP', POD, VIP, EP],
    ['external to node port', CLIENT, NODE_PORT, EP, 'masquerade'],
    ['node ports know no source ranges', CLIENT_BLOCKED, NODE_PORT, EP, 'masquerade'],
    ...ranged('1.2.3.4'),
    ...ranged('5.6.7.8'),
    // An own load balancer that gives the node's packets its address: from the balancer's address, to it.
    ['node by way of 1.2.3.4', '1.2.3.4', '1.2.3.4:80', EP, 'masquerade'],
    ['node by way of 5.6.7.8', '5.6.7.8', '5.6.7.8:80', EP, 'masquerade'],
  ],
);

/** One service of each kind in one table, which kube-proxy's tests compare by text. */
const overall = scenario(
  'TestOverallRules',
  [
    service('ns1/svc1:p80', { endpoints: [endpoint('10.180.0.1')] }),
    service('ns2/svc2:p80', {
      clusterIp: '172.30.0.42',
      externalLocal: true,
      nodePort: 3001,
      loadBalancerIps: ['1.2.3.4'],
      externalIps: ['192.168.99.22'],
      healthCheckNodePort: 30000,
      endpoints: [endpoint('10.180.0.2')],
    }),
    service('ns3/svc3:p80', { clusterIp: '172.30.0.43', nodePort: 3003, endpoints: [endpoint('10.180.0.3')] }),
    service('ns4/svc4:p80', {
      clusterIp: '172.30.0.44',
      externalIps: ['192.168.99.33'],
      endpoints: [endpoint('10.180.0.4'), endpoint('10.180.0.5', NODE)],
    }),
    service('ns5/svc5:p80', {
      clusterIp: '172.30.0.45',
      nodePort: 3002,
      loadBalancerIps: ['5.6.7.8'],
      sourceRanges: ['203.0.113.0/25'],
      affinitySeconds: 10_800,
      endpoints: [endpoint('10.180.0.3')],
    }),
    service('ns6/svc6:p80', { clusterIp: '172.30.0.46' }),
  ],
  [
    ['no match', POD, '10.0.1.3:80', 'ALONE'],
    ['single endpoint', POD, VIP, EP],
    ['several endpoints', POD, '172.30.0.44:80', ['10.180.0.4:80', '10.180.0.5:80']],
    ['local, masqueraded', NODE_IP, '192.168.99.22:80', ['10.180.0.2:80'], 'masquerade'],
    ['no local endpoint', CLIENT, '192.168.99.22:80', 'DROP'],
    ['health check node port', NODE_IP, `${NODE_IP}:30000`, 'ACCEPT'],
    ['no endpoint', POD, '172.30.0.46:80', 'REJECT'],
    ['with affinity', POD, '172.30.0.45:80', ['10.180.0.3:80']],
    ['in a source range', CLIENT, '5.6.7.8:80', ['10.180.0.3:80'], 'masquerade'],
    ['in no source range', CLIENT_BLOCKED, '5.6.7.8:80', 'DROP'],
    ['external IP', CLIENT, '192.168.99.33:80', ['10.180.0.4:80', '10.180.0.5:80'], 'masquerade'],
  ],
);

export const serviceScenarios: readonly GoldenScenario[] = [noEndpoints, clusterIp, loadBalancer, overall];
