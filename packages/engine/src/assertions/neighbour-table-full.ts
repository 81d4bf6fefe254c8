import { sysctlEvidence } from '../evidence.ts';
import { finding, type Match } from '../finding.ts';
import { setSysctl } from '../set-sysctl.ts';

type Full = Match & { readonly count: number; readonly limit: number; readonly fixWith: ReturnType<typeof setSysctl> };

const LIMIT = { 4: 'net/ipv4/neigh/default/gc_thresh3', 6: 'net/ipv6/neigh/default/gc_thresh3' } as const;
const NEARLY = 0.9;

export const neighbourTableFull = finding<Full>({
  id: 'neighbour-table-full',
  level: 'warning',
  title: 'The neighbour table is full',
  docs: {
    meaning:
      'The kernel keeps at most `gc_thresh3` neighbour (ARP, NDP) entries, 1024 by default, for all namespaces together. On networks with many machines, or nodes with many pods, new addresses then cannot be resolved: `neighbour: arp_cache: neighbor table overflow!` in the kernel log, and packets that go nowhere.',
    check: '`ip neigh | wc -l` and `sysctl net.ipv4.neigh.default.gc_thresh3`; `dmesg | grep -i neigh`.',
    fix: 'Raise gc_thresh1, 2 and 3 together.',
    references: [['kops#4533', 'https://github.com/kubernetes/kops/issues/4533']],
  },
  check: (context) =>
    context.nodes.flatMap((node) =>
      ([4, 6] as const).flatMap((family) => {
        const host = context.host(node);
        const limit = Number(host?.sysctls.get(LIMIT[family])?.value);
        const dump = context.cluster.snapshot.nodes.get(node);
        // Permanent entries do not count: neigh_alloc() exempts them. net/core/neighbour.c
        const count = (dump?.namespaces ?? []).reduce(
          (n, ns) =>
            n +
            ns.neighbours.filter((x) => x.family === family && x.state !== 'PERMANENT' && x.state !== 'NOARP').length,
          0,
        );
        if (!host || !(limit > 0) || count < limit * NEARLY) return [];
        const evidence = [sysctlEvidence(node, host, LIMIT[family])].flatMap((e) => e ?? []);
        const fixWith = setSysctl(node, host, LIMIT[family], String(limit * 4), 'Makes room for more neighbours.');
        return [{ node, count, limit, evidence, fixWith }];
      }),
    ),
  says: ({ node, count, limit }) => `${node} holds ${count} neighbour entries, the limit is ${limit}`,
  fix: ({ fixWith }) => fixWith,
});
