import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | nq | net/netfilter/ipvs/ip_vs_nq.c: ip_vs_nq_schedule()
/**
 * Never queue: an idle server, else the shortest expected delay; over many connections, by weight.
 * net/netfilter/ipvs/ip_vs_nq.c: ip_vs_nq_schedule().
 */
export const nq: Scheduler = (service) => proportional(service.destinations, (s) => s.weight);
