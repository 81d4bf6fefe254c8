import type { Gap, NamespaceDump, NodeDump } from '@skoop/model';

/** Without these nothing can be said about a packet in a namespace, so half of one is not used. */
const ESSENTIAL = new Set(
  'ip-link ip-addr ip-route ip-rule ip-6-route ip-6-rule ip-neigh ip-6-neigh sysctl ss bridge-fdb'.split(' '),
);

/**
 * A dump without the namespaces that are not whole: the walk would take what is missing there for what is not on the node.
 * undefined: not even the node's own namespace is whole.
 */
export function usableDump(dump: NodeDump): { readonly dump: NodeDump | undefined; readonly gaps: readonly Gap[] } {
  const broken = dump.namespaces.filter((ns) => ns.gaps.some(spoils));
  const gaps = broken.flatMap((ns) => ns.gaps.filter(spoils));
  const host = dump.namespaces[0];
  if (host?.id !== 'host' || broken.includes(host)) return { dump: undefined, gaps: [...dump.gaps, ...gaps] };
  if (broken.length === 0) return { dump, gaps: [] };
  const whole: readonly NamespaceDump[] = dump.namespaces.filter((ns) => !broken.includes(ns));
  return { dump: { ...dump, namespaces: whole, gaps: [...dump.gaps, ...gaps] }, gaps: [] };
}

const spoils = (gap: Gap): boolean =>
  gap.id === 'dump-cut' ||
  gap.id === 'section-missing' ||
  (/^(section-truncated|command-failed|tool-missing)$/.test(gap.id) &&
    ESSENTIAL.has(gap.evidence?.section ?? '') &&
    !(gap.id === 'tool-missing' && gap.evidence?.section === 'bridge-fdb'));
