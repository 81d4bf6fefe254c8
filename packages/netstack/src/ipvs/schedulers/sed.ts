import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | sed | net/netfilter/ipvs/ip_vs_sed.c: ip_vs_sed_schedule()
/** Shortest expected delay: over many connections, by weight. net/netfilter/ipvs/ip_vs_sed.c: ip_vs_sed_schedule(). */
export const sed: Scheduler = (service) => proportional(service.destinations, (s) => s.weight);
