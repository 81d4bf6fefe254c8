import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | lc | net/netfilter/ipvs/ip_vs_lc.c: ip_vs_lc_schedule()
/**
 * Least connections. Which server has the fewest changes with every connection; over many, all get the same.
 * net/netfilter/ipvs/ip_vs_lc.c: ip_vs_lc_schedule().
 */
export const lc: Scheduler = (service) => proportional(service.destinations, () => 1);
