import type { Gap, NamespaceDump, NodeDump } from '@skoop/model';

/** Without these nothing can be said about a packet in a namespace, so half of one is not used. */
const ESSENTIAL = new Set(
  `ip-link ip-addr ip-route ip-rule ip-6-route ip-6-rule ip-neigh ip-6-neigh sysctl ss bridge-fdb iptables-legacy-save
  iptables-nft-save ip6tables-legacy-save ip6tables-nft-save nft-json`.split(/\s+/),
);

/**
 * A dump without the namespaces that are not whole: the walk would take what is missing there for what is not on the node.
 * undefined: not even the node's own namespace is whole.
 */
export function usableDump(dump: NodeDump): { readonly dump: NodeDump | undefined; readonly gaps: readonly Gap[] } {
  const broken = dump.namespaces.filter(isBroken);
  const gaps = broken.flatMap((ns) => ns.gaps);
  const host = dump.namespaces[0];
  if (host?.id !== 'host' || broken.includes(host)) return { dump: undefined, gaps: [...dump.gaps, ...gaps] };
  if (broken.length === 0) return { dump, gaps: [] };
  const whole: readonly NamespaceDump[] = dump.namespaces.filter((ns) => !broken.includes(ns));
  return { dump: { ...dump, namespaces: whole, gaps: [...dump.gaps, ...gaps] }, gaps: [] };
}

const isBroken = (ns: NamespaceDump): boolean =>
  ns.gaps.some((gap) => {
    if (gap.id === 'tool-missing') return toolLeavesDoubt(ns, gap.evidence?.section ?? '');
    if (/^(dump-cut|section-missing|nft-not-readable|iptables-tables-unreadable)$/.test(gap.id)) return true;
    return (
      /^(section-truncated|command-failed|lines-not-read)$/.test(gap.id) && ESSENTIAL.has(gap.evidence?.section ?? '')
    );
  });

/** One tool's rules may be shown by another: tables of iptables-nft by nft. Legacy tables are only asked for where there are some. */
function toolLeavesDoubt(ns: NamespaceDump, section: string): boolean {
  const lacks = (name: string): boolean => ns.gaps.some((g) => g.id === 'tool-missing' && g.evidence?.section === name);
  if (section === 'bridge-fdb') return false;
  if (/-nft-save$/.test(section)) return lacks('nft-json');
  return section !== 'nft-json' && ESSENTIAL.has(section);
}
