import type { Namespace } from '../../namespace.ts';
import { sysctl } from '../../sysctl.ts';

// @supports sysctls | net/netfilter/nf_conntrack_max, nf_conntrack_count | net/netfilter/nf_conntrack_core.c: __nf_conntrack_alloc()
/** __nf_conntrack_alloc(), early_drop(): is there room for one more connection? `maybe`: only if an unassured one is thrown out. */
export function conntrackTable(ns: Namespace): 'room' | 'full' | 'maybe' {
  const max = sysctl(ns, 'net/netfilter/nf_conntrack_max', 0);
  const count = sysctl(ns, 'net/netfilter/nf_conntrack_count', 0);
  if (max === 0 || count < max) return 'room';
  const recorded = ns.dump.conntrack;
  const complete = recorded.length >= count;
  return complete && recorded.every((r) => r.flags.includes('ASSURED')) ? 'full' : 'maybe';
}
