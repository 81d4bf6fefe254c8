import { sysctlEvidence } from '../evidence.ts';
import { finding, type Match } from '../finding.ts';
import { setSysctl } from '../set-sysctl.ts';

type Full = Match & { readonly count: number; readonly max: number; readonly fixWith: ReturnType<typeof setSysctl> };

const MAX = 'net/netfilter/nf_conntrack_max';
const COUNT = 'net/netfilter/nf_conntrack_count';
const NEARLY = 0.9;

export const conntrackFull = finding<Full>({
  id: 'conntrack-full',
  level: 'warning',
  title: 'The connection tracking table is full',
  docs: {
    meaning:
      'Every connection through a node takes an entry of the conntrack table, and closed ones stay for minutes. When the table is full the kernel drops the first packet of every new connection (`nf_conntrack: table full, dropping packet` in its log); existing ones go on. Many short connections, or DNS over UDP, fill it.',
    check:
      '`sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max`, `dmesg | grep conntrack`, `conntrack -S` (drop, early_drop).',
    fix: "Raise the limit (kube-proxy's `conntrack.maxPerCore` sets it), or reuse connections.",
    references: [['kubernetes#71261', 'https://github.com/kubernetes/kubernetes/issues/71261']],
  },
  check: (context) =>
    context.nodes.flatMap((node) => {
      const host = context.host(node);
      const max = Number(host?.sysctls.get(MAX)?.value);
      const count = Number(host?.sysctls.get(COUNT)?.value);
      if (!host || !(max > 0) || !(count >= max * NEARLY)) return [];
      const evidence = [COUNT, MAX].flatMap((k) => sysctlEvidence(node, host, k) ?? []);
      const fixWith = setSysctl(node, host, MAX, String(max * 2), 'Doubles the table.');
      return [{ node, count, max, evidence, fixWith, level: count >= max ? 'critical' : 'warning' }];
    }),
  says: ({ node, count, max }) => `The conntrack table of ${node} holds ${count} of ${max} entries`,
  fix: ({ fixWith }) => fixWith,
});
