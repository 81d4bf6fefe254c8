import { isAvailable, only, type RealServer, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | ovf | net/netfilter/ipvs/ip_vs_ovf.c: ip_vs_ovf_schedule()
/**
 * Overflow: the server of the highest weight that does not have more active connections than its weight.
 * net/netfilter/ipvs/ip_vs_ovf.c: ip_vs_ovf_schedule().
 */
export const ovf: Scheduler = (service) => {
  let best: RealServer | undefined;
  for (const s of service.destinations) {
    if (!isAvailable(s) || (s.activeConnections ?? 0) > s.weight) continue;
    if (!best || s.weight > best.weight) best = s;
  }
  return only(best);
};
