import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | wrr | net/netfilter/ipvs/ip_vs_wrr.c: ip_vs_wrr_schedule()
/** Weighted round robin: in turn, by weight. net/netfilter/ipvs/ip_vs_wrr.c: ip_vs_wrr_schedule(). */
export const wrr: Scheduler = (service) => proportional(service.destinations, (s) => s.weight);
