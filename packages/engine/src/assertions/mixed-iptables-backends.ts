import type { IptablesBackend, IptablesDump, NamespaceDump } from '@skoop/model';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';

type Mixed = Match & { readonly counts: Readonly<Record<IptablesBackend, number>>; readonly minority: IptablesBackend };

export const mixedIptablesBackends = finding<Mixed>({
  id: 'mixed-iptables-backends',
  level: 'warning',
  title: 'Rules in both iptables backends',
  docs: {
    meaning:
      'iptables exists twice in the kernel: legacy tables, and nftables behind `iptables-nft`. Both are asked for every packet, and each tool shows only its own. Rules that a node got from two programs with different backends (a container image with an old iptables, Docker, a firewall service) contradict each other invisibly: a packet must pass both.',
    check: '`iptables-legacy-save` and `iptables-nft-save` on the node: only one of them should print rules.',
    fix: 'Use one backend everywhere (`update-alternatives --set iptables ...`), flush the other one, and restart what had written there, or reboot the node.',
    references: [
      ['kubernetes#71305', 'https://github.com/kubernetes/kubernetes/issues/71305'],
      ['k3s#1114', 'https://github.com/k3s-io/k3s/issues/1114'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, counts, losses, minority }) =>
    losses
      ? `${node} has iptables rules in both backends, and the packet dies by one of the ${counts[minority]} in iptables-${minority}, which the other tool does not show`
      : `${node} has iptables rules in both backends: ${counts.legacy} in legacy, ${counts.nft} in nft`,
  fix: ({ node, minority }) => ({
    node,
    commands: [
      `iptables-${minority}-save > /root/iptables-${minority}.backup`,
      ...['filter', 'nat', 'mangle', 'raw'].map((t) => `iptables-${minority} -t ${t} -F`),
    ],
    explanation: `Empties the backend with fewer rules, after a backup; make sure that what wrote there uses the other one.`,
  }),
});

function onNode(context: FindingContext, node: string): Mixed[] {
  const host = context.host(node);
  if (!host) return [];
  const counts = { legacy: rulesOf(host, 'legacy'), nft: rulesOf(host, 'nft') };
  if (counts.legacy === 0 || counts.nft === 0) return [];
  const minority = counts.legacy <= counts.nft ? 'legacy' : 'nft';
  const sections = new Set(host.iptables.filter((d) => d.backend === minority).map((d) => d.section));
  const losses = (context.asked?.drops ?? []).filter(
    (d) => d.node === node && d.evidence.some((e) => sections.has(e.section)),
  );
  const evidence = (['legacy', 'nft'] as const).flatMap((backend) => {
    for (const dump of host.iptables) {
      const rule = dump.backend === backend ? firstRule(dump) : undefined;
      if (rule) return [{ node, netns: host.id, section: dump.section, line: rule.line, text: rule.text }];
    }
    return [];
  });
  return [{ node, counts, minority, evidence, ...blame(context, losses) }];
}

/** kubelet leaves marks of its own in one backend or both: chains without effect that only say which one it uses. */
const isMark = (chain: string): boolean =>
  chain === 'KUBE-IPTABLES-HINT' || chain === 'KUBE-KUBELET-CANARY' || chain === 'KUBE-PROXY-CANARY';

const rulesOf = (host: NamespaceDump, backend: IptablesBackend): number =>
  host.iptables
    .filter((d) => d.backend === backend)
    .reduce(
      (n, d) =>
        n +
        d.tables.reduce(
          (m, t) =>
            m + t.chains.reduce((k, c) => (isMark(c.name) ? k : k + c.rules.length + (c.policy === 'DROP' ? 1 : 0)), 0),
          0,
        ),
      0,
    );

const firstRule = (dump: IptablesDump): { readonly line: number; readonly text: string } | undefined => {
  for (const t of dump.tables) for (const c of t.chains) if (!isMark(c.name)) for (const r of c.rules) return r;
  return undefined;
};
