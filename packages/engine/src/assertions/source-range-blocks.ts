import { objectEvidence } from '../evidence.ts';
import { blame, finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';

type OutOfRange = Match & { readonly service: Service; readonly source: string };

export const sourceRangeBlocks = finding<OutOfRange>({
  id: 'source-range-blocks',
  level: 'critical',
  title: 'loadBalancerSourceRanges does not contain the client',
  docs: {
    meaning:
      "`spec.loadBalancerSourceRanges` of a LoadBalancer service lists who may call it. kube-proxy drops everybody else at the load balancer's address, silently (chain KUBE-FW-... or KUBE-PROXY-FIREWALL). The address that counts is the one that arrives at the node: behind NAT or a proxying load balancer that is not the client's own.",
    check:
      '`kubectl get service NAME -o jsonpath={.spec.loadBalancerSourceRanges}`, and `iptables-save | grep KUBE-FW` on the node. `tcpdump` on the node shows the source address that really arrives.',
    fix: "Add the client's range.",
    references: [
      ['kubernetes#109575', 'https://github.com/kubernetes/kubernetes/issues/109575'],
      ['kubernetes#119656', 'https://github.com/kubernetes/kubernetes/issues/119656'],
    ],
  },
  check(context) {
    const { asked } = context;
    const service = asked?.destination.service;
    if (!asked || !service || !asked.promise.refusals.some((r) => r.cause === 'source-range')) return [];
    const losses = asked.drops.filter((d) => d.reason === 'NETFILTER_DROP');
    return [
      {
        node: '',
        service,
        source: asked.question.source.address,
        evidence: [objectEvidence('services', service.object, 'spec.loadBalancerSourceRanges', service.sourceRanges)],
        level: 'warning',
        ...blame(context, losses),
      },
    ];
  },
  says: ({ service, source }) =>
    `${source} is in none of the loadBalancerSourceRanges of service ${service.key} (${service.sourceRanges.join(', ')})`,
  fix: ({ service, source }) => ({
    node: '',
    commands: [
      `kubectl -n ${service.namespace} patch service ${service.name} --type=json -p '[{"op":"add","path":"/spec/loadBalancerSourceRanges/-","value":"${source}/${source.includes(':') ? 128 : 32}"}]'`,
    ],
    explanation: `Lets ${source} call the service.`,
  }),
});
