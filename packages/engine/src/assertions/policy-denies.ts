import type { Drop } from '@skoop/model';
import { objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { groupBy } from '../group-by.ts';
import { ruleOf } from '../iptables-view.ts';
import { lastPacketOf } from '../last-packet.ts';
import type { PolicyDecision, PolicyFlow } from '../promise/network-policy.ts';
import { addPolicyRule } from './add-policy-rule.ts';

type Denied = Match & {
  readonly decision: PolicyDecision;
  readonly flow: PolicyFlow;
  readonly enforced: boolean;
  readonly more: number;
};

export const policyDenies = finding<Denied>({
  id: 'policy-denies',
  level: 'critical',
  title: 'A NetworkPolicy does not allow it',
  docs: {
    meaning:
      'As soon as one NetworkPolicy selects a pod for a direction, only what some policy of that direction allows gets through: the union of all of them. Both ends count: egress policies of the client and ingress policies of the server. Services are judged after translation, by the pod and its port. A policy that is not enforced (plain flannel does not) denies nothing, whatever it says.',
    check:
      '`kubectl describe networkpolicy -n NAMESPACE` for every policy whose podSelector matches the pod; compare labels of the other pod *and of its namespace*, the port of the pod (not of the service), and the protocol.',
    fix: 'Add a rule (or a policy) that allows exactly this flow. Remember DNS where egress is restricted.',
    references: [
      ['Kubernetes: Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
      ['cilium#41357', 'https://github.com/cilium/cilium/issues/41357'],
      ['network-policy-api#46', 'https://github.com/kubernetes-sigs/network-policy-api/issues/46'],
    ],
  },
  check(context) {
    const all = flowsOf(context).flatMap((flow) =>
      context.networkPolicy
        .evaluate(flow)
        .decisions.filter((d) => !d.allowed)
        .map((decision) => denied(context, flow, decision)),
    );
    // The pods of one service are refused by the same policies: told once, with the one that packets really died at.
    const groups = groupBy(
      all,
      (m) => `${m.decision.direction} ${m.decision.selecting.map((p) => p.key).join()} ${m.level}`,
    );
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      const losses = group.flatMap((m) => m.losses ?? []);
      return first ? [{ ...first, ...(losses.length > 0 ? { losses } : {}), more: group.length - 1 }] : [];
    });
  },
  says: ({ decision, flow, enforced, more }) => {
    const names = decision.selecting.map((p) => p.key).join(', ');
    const who = decision.direction === 'egress' ? 'leave' : 'reach';
    const what = `${flow.protocol.toUpperCase()}${flow.port === undefined ? '' : ` ${flow.port}`} ${decision.direction === 'egress' ? `to ${nameOf(flow.destination)}` : `from ${nameOf(flow.source)}`}`;
    const rule = `${decision.selecting.length === 1 ? 'NetworkPolicy' : 'NetworkPolicies'} ${names} ${decision.selecting.length === 1 ? 'does' : 'do'} not let ${what} ${who} pod ${decision.pod}${decision.direction === 'ingress' && more > 0 ? ` and ${more} more` : ''}`;
    return enforced ? rule : `${rule}, but nothing on the nodes enforces it`;
  },
  fix: ({ decision, flow }) => {
    const [policy] = decision.selecting;
    if (!policy) return undefined;
    const direction = decision.direction;
    const other = direction === 'egress' ? flow.destination : flow.source;
    const peer = other.pod
      ? {
          podSelector: { matchLabels: Object.fromEntries(other.pod.labels) },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other.pod.namespace } },
        }
      : { ipBlock: { cidr: `${other.address}/${other.address.includes(':') ? 128 : 32}` } };
    const ports =
      flow.port === undefined ? {} : { ports: [{ protocol: flow.protocol.toUpperCase(), port: flow.port }] };
    const rule = { [direction === 'egress' ? 'to' : 'from']: [peer], ...ports };
    return {
      node: '',
      commands: [addPolicyRule(policy, direction, rule)],
      explanation: `Adds a rule to ${policy.key} that allows this flow.`,
    };
  },
});

const nameOf = (party: PolicyFlow['source']): string => (party.pod ? `pod ${party.pod.key}` : party.address);

/** The flows of the question as policies see them: after the translation of service addresses. */
export function flowsOf({ asked, ipCache }: FindingContext): readonly PolicyFlow[] {
  if (!asked) return [];
  const { source, question, promise } = asked;
  const from = { address: question.source.address, pod: source.pod, node: source.node };
  const seen = new Set<string>();
  return promise.servers.flatMap(({ packet }) => {
    const port = typeof packet.dport === 'number' ? packet.dport : undefined;
    const key = `${packet.dst} ${port}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const pod = ipCache.podAt(packet.dst);
    const to = { address: packet.dst, pod, node: pod?.node ?? ipCache.nodeAt(packet.dst) };
    const protocol = question.protocol === 'icmp' && packet.dst.includes(':') ? 'icmpv6' : question.protocol;
    return [{ source: from, destination: to, protocol, port }];
  });
}

/** A firewall killed the pod's own packet, not a tunnel's, and not by a rule that kube-proxy makes of Services. */
function isPolicyDrop(context: FindingContext, drop: Drop): boolean {
  if (drop.reason !== 'NETFILTER_DROP' || lastPacketOf(context, drop)?.encapsulated) return false;
  const chain = ruleOf(context.host(drop.node), drop.evidence[0])?.chain.name ?? '';
  return !/^KUBE-(SERVICES|EXTERNAL|NODEPORTS|FW|PROXY|FIREWALL|FORWARD|SVC|SVL|EXT)/.test(chain);
}

function denied(context: FindingContext, flow: PolicyFlow, decision: PolicyDecision): Omit<Denied, 'more'> {
  const asked = context.asked;
  const pod = context.cluster.podsByKey.get(decision.pod);
  const losses = (asked?.drops ?? []).filter((d) => d.node === pod?.node && isPolicyDrop(context, d));
  const delivered = asked?.servers.some((s) => s.address === flow.destination.address);
  return {
    node: '',
    decision,
    flow,
    enforced: losses.length > 0 || !delivered,
    evidence: decision.selecting.map((p) =>
      objectEvidence('networkpolicies', p.object, 'spec.podSelector', p.object.spec?.podSelector ?? {}),
    ),
    level: delivered ? 'warning' : 'critical',
    ...blame(context, losses),
  };
}
