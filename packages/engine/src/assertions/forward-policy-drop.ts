import type { IptablesChain, IptablesDump, NamespaceDump } from '@skoop/model';
import { lineOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { iptablesRules, programOf, targetOf } from '../iptables-view.ts';
import { policyAuthor } from '../rule-author.ts';

type PolicyDrop = Match & { readonly dump: IptablesDump; readonly chain: IptablesChain };

export const forwardPolicyDrop = finding<PolicyDrop>({
  id: 'forward-policy-drop',
  level: 'warning',
  title: 'The FORWARD chain drops what nothing accepts',
  docs: {
    meaning:
      'Docker (since 1.13), ufw ("default deny forward") and some hardening guides set the policy of the FORWARD chain to DROP. Pods live from forwarding: unless some rule accepts their packets first, traffic between pods, or from outside to pods, disappears without an answer.',
    check:
      '`iptables -S FORWARD` (and `iptables-legacy -S FORWARD`) on the node: the first line says `-P FORWARD DROP`. `iptables -vL FORWARD` counts what the policy drops.',
    fix: 'Set the policy to ACCEPT, or accept the pod network explicitly; newer flannel and kube-proxy add such rules by themselves. Remove what sets the policy, or it comes back with the next restart of Docker. With ufw: `ufw default allow routed`.',
    references: [
      ['kubernetes#40182', 'https://github.com/kubernetes/kubernetes/issues/40182'],
      ['kubernetes#39823', 'https://github.com/kubernetes/kubernetes/issues/39823'],
      ['moby#28257', 'https://github.com/moby/moby/pull/28257'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, dump }) => {
    const by = policyAuthor(dump, 'FORWARD');
    const who = by ? ` (${by.says})` : '';
    return `The policy of chain FORWARD (${programOf(dump)}) on ${node} is DROP${who}, and no rule accepts the packet first`;
  },
  fix: ({ node, dump, chain, evidence }) => ({
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
        netns: evidence[0]?.netns ?? 'host',
        section: dump.section,
        line: chain.line,
        text: (evidence[0]?.text ?? ':FORWARD DROP [0:0]').replace(' DROP', ' ACCEPT'),
      },
    ],
  }),
});

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
    const evidence = [{ node, netns: host.id, section: dump.section, line: chain.line, text }];
    return [{ node, dump, chain, evidence, ...blame(context, losses) }];
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
