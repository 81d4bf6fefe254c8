import { proxyPorts } from '../kube-proxy-ports.ts';
import type { PodSpec, ServiceSpec, Topology } from '../topology.ts';
import { restoreNodeRules } from '../wiring.ts';
import { clientToDns, clientToService, NODE_1, NODE_2, NODE_PORT, outsideTo, podToPod, WEB_1, WEB_2 } from './asks.ts';
import type { Fault } from './fault.ts';

export const withService = (t: Topology, name: string, change: Partial<ServiceSpec>): Topology => ({
  ...t,
  services: t.services.map((s) => (s.name === name ? { ...s, ...change } : s)),
});
export const withPod = (t: Topology, name: string, change: Partial<PodSpec>): Topology => ({
  ...t,
  pods: t.pods.map((p) => (p.name === name ? { ...p, ...change } : p)),
});

const LOAD_BALANCER_IP = '192.0.2.10';

export const serviceFaults: readonly Fault[] = [
  {
    name: 'service-no-endpoints',
    finding: 'service-no-endpoints',
    title: 'The selector of a Service matches no pod',
    story:
      'Somebody renamed the label of the web pods from app=web to app=website and forgot the Service. It still has its cluster IP, but no endpoint: kube-proxy answers every connection with a REJECT.',
    topology: (t) => withService(t, 'web', { selector: { app: 'webserver' } }),
    asks: [clientToService, outsideTo(NODE_1, NODE_PORT), podToPod('default/client', 'default/web-2', WEB_2)],
    expected: {
      outcome: 'dropped',
      symptom: 'refused',
      drop: { node: 'node-1', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'target-port-mismatch',
    finding: 'target-port-mismatch',
    title: 'The Service sends to a port that nobody serves',
    story:
      'The web server moved from port 8081 to 8080 with a new image, but targetPort of the Service is still 8081. Packets reach the pod, and its kernel answers with a reset.',
    topology: (t) =>
      withService(t, 'web', { ports: [{ name: 'http', port: 80, targetPort: 8081, nodePort: NODE_PORT }] }),
    asks: [clientToService, podToPod('default/client', 'default/web-2', WEB_2)],
    expected: { outcome: 'dropped', symptom: 'refused', drop: { reason: 'NO_SOCKET', direction: 'request' } },
  },
  {
    name: 'listens-on-loopback',
    finding: 'listens-on-loopback',
    title: 'The program listens on 127.0.0.1 only',
    story:
      'The developer server of the web image binds to 127.0.0.1 unless told otherwise. Probes inside the container work, everything from outside the pod is refused.',
    topology: (t) => withPod(t, 'web-2', { listen: [{ port: 8080, address: '127.0.0.1' }] }),
    asks: [podToPod('default/client', 'default/web-2', WEB_2), clientToService],
    expected: {
      outcome: 'dropped',
      symptom: 'refused',
      drop: { node: 'node-2', netns: 'default/web-2', reason: 'NO_SOCKET', direction: 'request' },
    },
  },
  {
    name: 'local-policy-no-endpoint',
    finding: 'local-policy-no-endpoint',
    title: 'externalTrafficPolicy Local on a node without an endpoint',
    story:
      'The Service keeps client addresses with externalTrafficPolicy: Local, but its only pod runs on node-2. A client that calls the node port of node-1 is dropped there without a word.',
    topology: (t) =>
      withPod(withService(t, 'web', { externalTrafficPolicy: 'Local' }), 'web-1', { labels: { app: 'web-old' } }),
    asks: [outsideTo(NODE_1, NODE_PORT), outsideTo(NODE_2, NODE_PORT), clientToService],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-1', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'source-range-blocks',
    finding: 'source-range-blocks',
    title: 'loadBalancerSourceRanges leave the client out',
    story:
      'The load balancer of the web Service admits only the office network 198.51.100.0/24. A client from 203.0.113.9 reaches the node and is dropped by KUBE-PROXY-FIREWALL.',
    topology: (t) =>
      withService(t, 'web', {
        type: 'LoadBalancer',
        loadBalancerIPs: [LOAD_BALANCER_IP],
        loadBalancerSourceRanges: ['198.51.100.0/24'],
      }),
    asks: [outsideTo(LOAD_BALANCER_IP, 80), outsideTo(NODE_1, NODE_PORT)],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-1', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'kube-proxy-stale',
    finding: 'kube-proxy-stale',
    title: 'kube-proxy of one node lags behind the EndpointSlices',
    story:
      'The web pods were replaced, and kube-proxy on node-1 lost its watch before: its rules still send to the address of a pod on node-2 that is gone. Nobody there answers for it.',
    topology: (t) => ({ ...t, pods: t.pods.filter((p) => p.name !== 'web-1') }),
    apply: async (cluster) => {
      const node = cluster.plan.nodes[0];
      if (!node) throw new Error('no node');
      const stale = proxyPorts(cluster.plan, 4).map((p) =>
        p.name === 'default/web:http'
          ? { ...p, endpoints: p.endpoints.map((e) => ({ ...e, address: '10.244.2.9' })) }
          : p,
      );
      await restoreNodeRules(cluster, node, 4, stale);
    },
    asks: [clientToService, outsideTo(NODE_2, NODE_PORT), clientToDns],
    expected: {
      outcome: 'dropped',
      symptom: 'host-unreachable',
      drop: { node: 'node-2', netns: 'host', reason: 'NEIGH_FAILED', direction: 'request' },
    },
  },
  {
    name: 'hairpin-off',
    finding: 'hairpin-off',
    title: 'A pod cannot call itself by its own Service',
    story:
      'The bridge port of web-1 lost hairpin mode when the CNI configuration was rewritten. The pod calls the Service that it backs alone, the packet would have to leave by the port it came in by, and the bridge does not do that.',
    topology: (t) => withPod(t, 'web-2', { labels: { app: 'web-old' } }),
    apply: (cluster) => {
      const veth = cluster.plan.pods.find((p) => p.name === 'web-1')?.hostVeth;
      return cluster.sh('node-1', `ip link set ${veth} type bridge_slave hairpin off`);
    },
    asks: [
      {
        question: { source: 'default/web-1', destination: 'svc/default/web', port: 80, protocol: 'tcp' },
        flow: { ...clientToService.flow, from: 'default/web-1' },
      },
      clientToService,
      podToPod('default/client', 'default/web-1', WEB_1),
    ],
    expected: { outcome: 'dropped', symptom: 'timeout', drop: { node: 'node-1', netns: 'host', direction: 'request' } },
  },
  {
    name: 'br-netfilter-off',
    finding: 'br-netfilter-off',
    title: 'Bridged replies of a Service are not translated back',
    story:
      'bridge-nf-call-iptables was set to 0 on node-1. A client and the backend of its Service sit on the same bridge: the request is routed and translated, the reply is bridged straight to the client, which does not know who answers it there.',
    topology: (t) => withPod(t, 'web-2', { labels: { app: 'web-old' } }),
    apply: (cluster) => cluster.sysctl('node-1', 'net/bridge/bridge-nf-call-iptables 0\n'),
    asks: [clientToService, podToPod('default/client', 'default/web-1', WEB_1)],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-1', netns: 'default/client', reason: 'NO_SOCKET', direction: 'reply' },
    },
  },
];
