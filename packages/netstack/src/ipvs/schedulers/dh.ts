import { isAvailable, NO_SERVER, only, type Scheduler } from '../scheduler.ts';
import { foldAddress, hash32 } from './hash-32.ts';

/** CONFIG_IP_VS_DH_TAB_BITS is 8 everywhere. */
const BITS = 8;

// @supports IPVS schedulers | dh | net/netfilter/ipvs/ip_vs_dh.c: ip_vs_dh_schedule()
/**
 * Destination hashing: the virtual address decides, weights do not count, and a server of weight 0 keeps its part.
 * net/netfilter/ipvs/ip_vs_dh.c: ip_vs_dh_schedule().
 */
export const dh: Scheduler = (service, packet, kernel) => {
  const { destinations } = service;
  if (destinations.length === 0) return NO_SERVER;
  const server = destinations[hash32(foldAddress(packet.destination), BITS, kernel) % destinations.length];
  return only(server && isAvailable(server) ? server : undefined);
};
