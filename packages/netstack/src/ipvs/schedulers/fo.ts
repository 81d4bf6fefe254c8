import { only, type RealServer, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | fo | net/netfilter/ipvs/ip_vs_fo.c: ip_vs_fo_schedule()
/** Weighted failover: always the server of the highest weight, the first of equals. net/netfilter/ipvs/ip_vs_fo.c: ip_vs_fo_schedule(). */
export const fo: Scheduler = (service) => {
  let best: RealServer | undefined;
  for (const s of service.destinations) if (s.weight > (best?.weight ?? 0)) best = s;
  return only(best);
};
