import type { Healthy } from '../scenarios/healthy.ts';
import type { Topology } from '../topology.ts';
import { clientToDns, clientToService, NODE_1, NODE_2, NODE_PORT, outsideTo, podToPod, WEB_1 } from './asks.ts';
import type { Fault } from './fault.ts';
import { serviceFaults } from './services.ts';

const inIpvsMode = (t: Topology): Topology => ({ ...t, iptables: 'legacy', proxyMode: 'ipvs' });

/** Clusters whose kube-proxy runs in ipvs mode: recorded on a kernel that has it (other-kernels). */
export const healthyIpvs: readonly Healthy[] = [
  {
    name: 'healthy-ipvs',
    title: 'Everything works: kube-proxy in ipvs mode',
    story:
      'Two nodes, flannel vxlan, kube-proxy in ipvs mode: the Services are IPVS services, their addresses are on kube-ipvs0, and ipsets say what is masqueraded.',
    topology: inIpvsMode,
    asks: [
      clientToService,
      clientToDns,
      outsideTo(NODE_1, NODE_PORT),
      podToPod('default/client', 'default/web-1', WEB_1),
      {
        question: { source: 'node/node-1', destination: 'svc/default/web', port: 80, protocol: 'tcp' },
        flow: { ...clientToService.flow, from: 'node-1' },
      },
      {
        question: { source: 'default/web-1', destination: 'svc/default/web', port: 80, protocol: 'tcp' },
        flow: { ...clientToService.flow, from: 'default/web-1' },
      },
    ],
  },
];

const stale = serviceFaults.find((f) => f.name === 'kube-proxy-stale');

export const ipvsFaults: readonly Fault[] = stale
  ? [
      {
        ...stale,
        name: 'kube-proxy-stale-ipvs',
        title: 'kube-proxy in ipvs mode lags behind the EndpointSlices',
        story:
          'The web pods were replaced, and kube-proxy on node-1 lost its watch before: its IPVS service still names a real server on node-2 that is gone. Nobody there answers for it.',
        topology: (t) => inIpvsMode(stale.topology?.(t) ?? t),
        asks: [clientToService, outsideTo(NODE_2, NODE_PORT), clientToDns],
      },
    ]
  : [];
