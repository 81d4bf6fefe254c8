import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | wlc | net/netfilter/ipvs/ip_vs_wlc.c: ip_vs_wlc_schedule()
/** Weighted least connections: over many connections, by weight. net/netfilter/ipvs/ip_vs_wlc.c: ip_vs_wlc_schedule(). */
export const wlc: Scheduler = (service) => proportional(service.destinations, (s) => s.weight);
