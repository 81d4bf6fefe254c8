import {
  type Evidence,
  type Fix,
  familyOf,
  type IptablesChain,
  type IptablesDump,
  type NamespaceDump,
} from '@skoop/model';
import { cidrsOf } from '../detect/cidrs.ts';
import { lineOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { iptablesRules, programOf, targetOf } from '../iptables-view.ts';
import { isNftPolicy, type NftPlace, nftAccept, nftPlaceOf } from '../nft-view.ts';
import { policyAuthor } from '../rule-author.ts';

type PolicyDrop = Match & { readonly why: string; readonly repair: Fix | undefined };

export const forwardPolicyDrop = finding<PolicyDrop>({
  id: 'forward-policy-drop',
  level: 'warning',
  title: 'The FORWARD chain drops what nothing accepts',
  docs: {
    meaning:
      'Docker (since 1.13), ufw ("default deny forward") and some hardening guides set the policy of the FORWARD chain to DROP. Pods live from forwarding: unless some rule accepts their packets first, traffic between pods, or from outside to pods, disappears without an answer.',
    check:
      '`iptables -S FORWARD` (and `iptables-legacy -S FORWARD`) on the node: the first line says `-P FORWARD DROP`. `iptables -vL FORWARD` counts what the policy drops. `nft list ruleset` shows chains of `hook forward` with `policy drop`.',
    fix: 'Set the policy to ACCEPT, or accept the pod network explicitly; newer flannel and kube-proxy add such rules by themselves. Remove what sets the policy, or it comes back with the next restart of Docker. With ufw: `ufw default allow routed`.',
    references: [
      ['kubernetes#40182', 'https://github.com/kubernetes/kubernetes/issues/40182'],
      ['kubernetes#39823', 'https://github.com/kubernetes/kubernetes/issues/39823'],
      ['moby#28257', 'https://github.com/moby/moby/pull/28257'],
    ],
  },
  check: (context) => [...context.nodes.flatMap((node) => onNode(context, node)), ...nftPolicies(context)],
  says: ({ why }) => why,
  fix: ({ repair }) => repair,
});

/** A base chain of nftables whose policy dropped packets of the question. */
function nftPolicies(context: FindingContext): PolicyDrop[] {
  const drops = context.asked?.drops ?? [];
  const seen = new Set<string>();
  return drops.flatMap((drop) => {
    const [at] = drop.evidence;
    const host = context.host(drop.node);
    const place = drop.stage.endsWith('/FORWARD') && isNftPolicy(at) ? nftPlaceOf(host, at) : undefined;
    if (!at || !host || !place || at.netns !== host.id || seen.has(`${drop.node} ${at.line}`)) return [];
    seen.add(`${drop.node} ${at.line}`);
    const why = `The policy of nftables chain ${place.chain} (table ${place.family} ${place.table}) on ${drop.node} is drop, and no rule of it accepts the packet first`;
    const losses = drops.filter(
      (d) => d.node === drop.node && d.evidence[0]?.line === at.line && d.stage === drop.stage,
    );
    return [
      {
        node: drop.node,
        why,
        repair: acceptPods(context, drop.node, place),
        evidence: drop.evidence,
        ...blame(context, losses),
      },
    ];
  });
}

function acceptPods({ facts, cluster }: FindingContext, node: string, place: NftPlace): Fix | undefined {
  const known = cidrsOf(facts.clusterCidr);
  const cidrs = (known.length > 0 ? known : cluster.nodes.flatMap((n) => n.podCidrs)).filter(
    (c) => place.family === 'inet' || familyOf(c) === (place.family === 'ip6' ? 6 : 4),
  );
  return nftAccept(
    node,
    place,
    cidrs.flatMap((c) => ['saddr', 'daddr'].map((field) => `ip${familyOf(c) === 6 ? '6' : ''} ${field} ${c}`)),
    'Accepts what pods send and what is sent to them. Write it into the configuration that the table comes from too (`/etc/nftables.conf`), or it is gone with the next restart.',
  );
}

function repairOf(node: string, dump: IptablesDump, chain: IptablesChain, at: Evidence): Fix {
  return {
    node,
    ...(policyAuthor(dump, 'FORWARD')?.author.allow?.({ hook: 'FORWARD' }) ?? {
      commands: [`${programOf(dump)} -P FORWARD ACCEPT`],
      explanation: byDocker(dump)
        ? 'Lets packets pass that no rule of FORWARD decides. Docker sets the policy again when it starts; Docker 28 and later leave it alone with `"ip-forward-no-drop": true` in /etc/docker/daemon.json.'
        : 'Lets packets pass that no rule of FORWARD decides.',
    }),
    edits: [
      {
        kind: 'replace-line',
        node,
        netns: at.netns,
        section: dump.section,
        line: chain.line,
        text: at.text.replace(' DROP', ' ACCEPT'),
      },
    ],
  };
}

const byDocker = (dump: IptablesDump): boolean => policyAuthor(dump, 'FORWARD')?.author.name === 'Docker';

function onNode(context: FindingContext, node: string): PolicyDrop[] {
  const host = context.host(node);
  if (!host) return [];
  return host.iptables.flatMap((dump) => {
    const chain = dump.tables.find((t) => t.name === 'filter')?.chains.find((c) => c.name === 'FORWARD');
    if (chain?.policy !== 'DROP') return [];
    const losses = (context.asked?.drops ?? []).filter(
      (d) =>
        d.node === node &&
        d.stage === 'filter/FORWARD' &&
        d.evidence.some((e) => e.section === dump.section && e.line === chain.line),
    );
    if (losses.length === 0 && (acceptsPods(host, dump) || context.asked)) return [];
    const text = lineOf(host, dump.section, chain.line) || ':FORWARD DROP [0:0]';
    const at = { node, netns: host.id, section: dump.section, line: chain.line, text };
    const by = policyAuthor(dump, 'FORWARD');
    const why = `The policy of chain FORWARD (${programOf(dump)}) on ${node} is DROP${by ? ` (${by.says})` : ''}, and no rule accepts the packet first`;
    return [{ node, why, repair: repairOf(node, dump, chain, at), evidence: [at], ...blame(context, losses) }];
  });
}

/** Some rule of the FORWARD chain, or of one that a network plugin hangs there, accepts by network or by device. */
function acceptsPods(host: NamespaceDump, dump: IptablesDump): boolean {
  for (const at of iptablesRules(host, 'filter')) {
    if (at.dump !== dump || targetOf(at.rule) !== 'ACCEPT') continue;
    const mine =
      at.chain.name === 'FORWARD' || /^(FLANNEL|CNI|cali|CILIUM|KUBE-ROUTER|WEAVE|DOCKER-USER)/.test(at.chain.name);
    if (mine && at.rule.args.some((a) => a === '-s' || a === '-d' || a === '-i' || a === '-o')) return true;
  }
  return false;
}
