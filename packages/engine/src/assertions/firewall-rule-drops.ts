import type { NamespaceDump } from '@skoop/model';
import { blame, finding, type Match } from '../finding.ts';
import { deleteRule, type RuleAt, ruleOf } from '../iptables-view.ts';
import { deleteNftRule, nftPlaceOf } from '../nft-view.ts';
import { type Advice, authorOf, policyAuthor, type RuleAuthor } from '../rule-author.ts';
import { namespaceAt } from './listens-on-loopback.ts';

type Firewalled = Match & {
  readonly where: string;
  readonly stage: string;
  readonly rule?: RuleAt;
  readonly text: string;
  readonly dump?: NamespaceDump;
  /** The program that wrote the rule. */
  readonly author?: RuleAuthor;
  /** What set the policy, where no rule but the policy of a built-in chain drops. */
  readonly policy?: string;
  readonly advice?: Advice;
};

/** Tables of nftables that a controller writes. */
const MANAGED_TABLE = /^(kube-proxy|calico|cilium|kube-router|istio|aws-cni|kindnet)/;

/** Chains that a controller writes: a rule there is not deleted but corrected at its source. */
const MANAGED = /^(KUBE-|cali|CILIUM|FLANNEL|CNI-|WEAVE|KUBE-ROUTER|ISTIO_|AWS-|KIND-)/;

export const firewallRuleDrops = finding<Firewalled>({
  id: 'firewall-rule-drops',
  level: 'critical',
  general: true,
  title: 'A firewall rule drops the packet',
  docs: {
    meaning:
      'A rule of iptables or nftables on the way matches the packet and drops or rejects it. DROP leaves the client waiting until it times out; REJECT tells it at once. Rules of kube-proxy and of network plugins are written from cluster objects and have findings of their own; this one is about all others: firewalld, ufw, hardening scripts, rules typed by hand.',
    check:
      '`iptables-save -c` (both backends) or `nft list ruleset` on the node: the counter of the rule rises with every attempt.',
    fix: 'Delete the rule, or accept this traffic before it, in the program that manages it.',
    references: [
      ['Kubernetes: ports and protocols', 'https://kubernetes.io/docs/reference/networking/ports-and-protocols/'],
    ],
  },
  check: (context) =>
    (context.asked?.drops ?? []).flatMap((drop) => {
      const [at] = drop.evidence;
      if (drop.reason !== 'NETFILTER_DROP' || !at) return [];
      const dump = namespaceAt(context, drop.node, drop.netns);
      const rule = ruleOf(dump, at);
      const by = authorOf(dump, at);
      const hook = drop.stage.split('/')[1] ?? '';
      const from = dump?.iptables.find((d) => d.section === at.section);
      const policy = !rule && from ? policyAuthor(from, hook) : undefined;
      const author = by?.author ?? policy?.author;
      const podCidrs = context.cluster.nodes.flatMap((n) => n.podCidrs);
      return [
        {
          node: drop.node,
          where: drop.netns === 'host' ? drop.node : `pod ${drop.netns}`,
          stage: drop.stage.replace('/', ' '),
          rule,
          dump,
          text: at.text,
          author,
          policy: policy?.says,
          advice: author?.allow?.({ hook, question: context.asked?.question, chain: by?.chain, podCidrs }),
          evidence: drop.evidence,
          ...blame(context, [drop]),
        },
      ];
    }),
  says: ({ stage, rule, text, evidence, author, policy }) => {
    const line = `(line ${evidence[0]?.line})`;
    if (policy) return `${stage}: ${policy}, \`${text}\` ${line}`;
    const whose = author ? ` of ${author.name}` : '';
    return rule || author ? `${stage} rule \`${text}\`${whose} ${line}` : `${stage}: \`${text}\` ${line}`;
  },
  fix: ({ node, rule, dump, advice, evidence }) => {
    const place = nftPlaceOf(dump, evidence[0]);
    const removal =
      rule && dump && !MANAGED.test(rule.chain.name)
        ? deleteRule(node, dump, rule, 'Removes the rule.')
        : place && !MANAGED_TABLE.test(place.table)
          ? deleteNftRule(node, place, 'Removes the rule.')
          : undefined;
    // A rule that its program writes again is not deleted by hand; for "what if" that has the same effect.
    return advice ? { node, ...advice, ...(removal?.edits ? { edits: removal.edits } : {}) } : removal;
  },
});
