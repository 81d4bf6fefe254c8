import { proportional, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | rr | net/netfilter/ipvs/ip_vs_rr.c: ip_vs_rr_schedule()
/**
 * Round robin: each server in turn. Where the round stands is not shown, so a new connection is as likely to get one as another.
 * net/netfilter/ipvs/ip_vs_rr.c: ip_vs_rr_schedule().
 */
export const rr: Scheduler = (service) => proportional(service.destinations, () => 1);
