import { objectEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';
import type { Pod } from '../objects/pod.ts';
import type { Policy } from '../objects/policy.ts';
import { addPolicyRule } from './add-policy-rule.ts';

type BlocksDns = Match & {
  readonly pod: Pod;
  readonly server: string;
  readonly policies: string;
  readonly first: Policy | undefined;
};

const DNS_PORT = 53;

export const policyBlocksDns = finding<BlocksDns>({
  id: 'policy-blocks-dns',
  level: 'warning',
  title: 'Egress policies leave the pod without DNS',
  docs: {
    meaning:
      'A pod that egress policies select may only send what they allow, and DNS is no exception: without a rule for UDP and TCP 53 to the DNS pods no name resolves any more, and everything that uses names seems broken. NodeLocal DNSCache listens on an address of the node (169.254.20.10), which only an `ipBlock` can allow.',
    check:
      '`kubectl exec POD -- cat /etc/resolv.conf` shows the server, `kubectl describe networkpolicy` what may be sent.',
    fix: 'Add an egress rule for port 53, UDP and TCP, to the DNS pods (and to 169.254.20.10/32 where NodeLocal DNSCache runs).',
    references: [
      ['website#54997', 'https://github.com/kubernetes/website/issues/54997'],
      ['kubernetes#70555', 'https://github.com/kubernetes/kubernetes/issues/70555'],
      ['calico#3795', 'https://github.com/projectcalico/calico/issues/3795'],
    ],
  },
  check(context) {
    const { asked, cluster } = context;
    const pods = asked ? (asked.source.pod ? [asked.source.pod] : []) : cluster.pods;
    const restricted = pods.filter(
      (p) =>
        !p.hostNetwork &&
        !p.finished &&
        cluster.policies.some((x) => x.namespace === p.namespace && x.egress !== undefined),
    );
    return restricted.flatMap((pod) => onPod(context, pod));
  },
  says: ({ pod, server, policies }) => `Egress policies of pod ${pod.key} (${policies}) do not allow DNS to ${server}`,
  fix: ({ first }) => ({
    node: '',
    commands: first ? [addPolicyRule(first, 'egress', TO_DNS)] : [],
    explanation: 'Allows DNS to the pods of kube-system.',
  }),
});

const TO_DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: DNS_PORT },
    { protocol: 'TCP', port: DNS_PORT },
  ],
};

/** The DNS service of the cluster, judged at its pods, as policies judge. */
function onPod({ cluster, networkPolicy, ipCache }: FindingContext, pod: Pod): BlocksDns[] {
  const dns = cluster.services.find(
    (s) => s.namespace === 'kube-system' && (s.name === 'kube-dns' || s.name === 'coredns'),
  );
  const endpoint = dns && (cluster.endpoints.get(dns.key) ?? []).find((e) => e.ready);
  const port = endpoint?.ports.find((p) => p.protocol === 'udp')?.port ?? DNS_PORT;
  if (!dns || !endpoint) return [];
  const server = ipCache.podAt(endpoint.address);
  const decision = networkPolicy
    .evaluate({
      source: { address: pod.addresses[0] ?? '', pod, node: pod.node },
      destination: { address: endpoint.address, pod: server, node: ipCache.nodeAt(endpoint.address) },
      protocol: 'udp',
      port,
    })
    .decisions.find((d) => d.direction === 'egress');
  if (!decision || decision.allowed) return [];
  return [
    {
      node: '',
      pod,
      server: `service ${dns.key}`,
      policies: decision.selecting.map((p) => p.key).join(', '),
      first: decision.selecting[0],
      evidence: decision.selecting.map((p) =>
        objectEvidence('networkpolicies', p.object, 'spec.egress', p.object.spec?.egress ?? []),
      ),
    },
  ];
}
