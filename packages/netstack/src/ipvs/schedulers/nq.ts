import { areIdle, isAvailable, only, proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | nq | net/netfilter/ipvs/ip_vs_nq.c: ip_vs_nq_schedule()
/**
 * Never queue: the first server without an active connection, else the shortest expected delay; over many connections at once, by
 * weight. net/netfilter/ipvs/ip_vs_nq.c: ip_vs_nq_schedule().
 */
export const nq: Scheduler = ({ destinations }) =>
  areIdle(destinations) ? only(destinations.find(isAvailable)) : proportional(destinations, (s) => s.weight);
