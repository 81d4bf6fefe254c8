import type { Family } from '@skoop/model';
import { memoise, type Namespace } from '../../namespace.ts';
import { nftNeedsConntrack } from '../nft/needs-conntrack.ts';

/** Matches and targets whose checkentry() calls nf_ct_netns_get(). */
const MATCHES = new Set([
  'cluster', 'connbytes', 'connlabel', 'connlimit', 'connmark', 'conntrack', 'helper', 'state',
]); // biome-ignore format: a list of names
const TARGETS = new Set([
  'CONNMARK', 'CONNSECMARK', 'CT', 'DNAT', 'MASQUERADE', 'NETMAP', 'REDIRECT', 'SNAT', 'SYNPROXY', 'CLUSTERIP', 'FLOWOFFLOAD',
]); // biome-ignore format: a list of names

/**
 * nf_ct_netns_get(): conntrack looks at packets of a family only while some rule of the namespace asks for it, or where it was seen at
 * work.
 */
export const conntrackNeeded = (ns: Namespace, family: Family): boolean => needed(ns)(family);

const needed = memoise((dump) => {
  const families = new Set<Family>();
  for (const d of dump.iptables)
    if (!families.has(d.family) && d.tables.some((t) => t.chains.some((c) => c.rules.some((r) => asks(r.args)))))
      families.add(d.family);
  for (const family of nftNeedsConntrack(dump)) families.add(family);
  for (const c of dump.conntrack) families.add(c.family);
  // IPVS with conntrack and others register for both.
  return (family: Family): boolean => families.has(family);
});

function asks(args: readonly string[]): boolean {
  for (let i = 0; i + 1 < args.length; i++) {
    const next = args[i + 1] ?? '';
    if (args[i] === '-m' ? MATCHES.has(next) : args[i] === '-j' && TARGETS.has(next)) return true;
  }
  return false;
}
