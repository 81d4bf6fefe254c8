import { isAvailable, only, type Scheduler } from '../scheduler.ts';

// @supports IPVS schedulers | lblc | net/netfilter/ipvs/ip_vs_lblc.c: ip_vs_lblc_schedule() | maybe: which server is set aside for an address is not shown anywhere
// @supports IPVS schedulers | lblcr | net/netfilter/ipvs/ip_vs_lblcr.c: ip_vs_lblcr_schedule() | maybe: which server is set aside for an address is not shown anywhere
/**
 * Locality-based least connections, without (`lblc`) and with replication (`lblcr`): a destination address keeps the server that it was
 * once given. net/netfilter/ipvs/ip_vs_lblc.c: ip_vs_lblc_schedule(), ip_vs_lblcr.c: ip_vs_lblcr_schedule().
 */
export const lblc: Scheduler = (service) => {
  const able = service.destinations.filter(isAvailable);
  if (able.length <= 1) return only(able[0]);
  return {
    kind: 'maybe',
    of: able,
    why: 'which server the scheduler has set aside for this address is not shown anywhere',
  };
};
