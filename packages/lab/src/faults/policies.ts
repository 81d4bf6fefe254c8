import type { IngressPolicy } from '../ingress-policy.ts';
import { enforcePolicy, policyObject } from '../network-policy.ts';
import type { Topology } from '../topology.ts';
import { clientToService, clientToWeb2, pingWeb2, podToPod, WEB_1 } from './asks.ts';
import type { Fault } from './fault.ts';

const ONLY_FRONTEND: IngressPolicy = {
  name: 'web-from-frontend',
  namespace: 'default',
  labels: { app: 'web' },
  from: { app: 'frontend' },
};

/** The policy, enforced, and what is asked then. */
const onlyFrontend = (change: Partial<Topology>): Pick<Fault, 'topology' | 'apply' | 'asks'> => ({
  topology: (t) => ({
    ...t,
    ...change,
    pods: [...t.pods, { name: 'frontend', node: 'node-1', labels: { app: 'frontend' } }],
    networkPolicies: [policyObject(ONLY_FRONTEND)],
  }),
  apply: (cluster) => enforcePolicy(cluster, ONLY_FRONTEND),
  asks: [
    clientToWeb2,
    clientToService,
    pingWeb2,
    podToPod('default/frontend', 'default/web-2', '10.244.2.2'),
    podToPod('default/client', 'default/web-1', WEB_1),
  ],
});

export const policyFaults: readonly Fault[] = [
  {
    name: 'policy-denies',
    finding: 'policy-denies',
    title: 'A NetworkPolicy admits somebody else',
    story:
      'A NetworkPolicy lets only pods with app=frontend talk to the web pods. kube-router enforces it beside flannel and rejects the client, whose label is app=client.',
    ...onlyFrontend({}),
    expected: {
      outcome: 'dropped',
      symptom: 'refused',
      drop: { node: 'node-2', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'policy-denies-calico',
    finding: 'policy-denies',
    title: 'A NetworkPolicy admits somebody else, and Calico enforces it',
    story:
      'A NetworkPolicy lets only pods with app=frontend talk to the web pods. Felix drops what the client sends at the end of the tier, in the chain of the web pod’s interface.',
    ...onlyFrontend({ cni: 'calico', backend: 'host-gw' }),
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
];
