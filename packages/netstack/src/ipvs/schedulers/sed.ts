import { areIdle, only, proportional, type RealServer, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | sed | net/netfilter/ipvs/ip_vs_sed.c: ip_vs_sed_schedule()
/**
 * Shortest expected delay, (active + 1) / weight: while nobody else is connected that is the heaviest server each time, the first of
 * equals; over many connections at once, by weight. net/netfilter/ipvs/ip_vs_sed.c: ip_vs_sed_schedule().
 */
export const sed: Scheduler = ({ destinations }) => {
  if (!areIdle(destinations)) return proportional(destinations, (s) => s.weight);
  let best: RealServer | undefined;
  for (const s of destinations) if (s.weight > (best?.weight ?? 0)) best = s;
  return only(best);
};
