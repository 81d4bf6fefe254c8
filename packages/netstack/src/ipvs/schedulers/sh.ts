import type { IpvsService } from '@skoop/model';
import { isAvailable, NO_SERVER, only, type RealServer, type Scheduler, sharesOfTable } from '../scheduler.ts';
import { foldAddress, hash32 } from './hash-32.ts';

/** CONFIG_IP_VS_SH_TAB_BITS is 8 unless someone builds a kernel of their own. */
const BITS = 8;
const SIZE = 1 << BITS;

// @supports IPVS schedulers | sh | net/netfilter/ipvs/ip_vs_sh.c: ip_vs_sh_schedule()
// @supports IPVS schedulers | sh-port, sh-fallback | net/netfilter/ipvs/ip_vs_sh.c: ip_vs_sh_get_fallback()
/**
 * Source hashing: the client's address decides, with flag `sh-port` its port as well; a server of weight 0 turns its clients away unless
 * `sh-fallback` is set. Without ipvsadm the flags are not known and taken as unset. net/netfilter/ipvs/ip_vs_sh.c: ip_vs_sh_schedule().
 */
export const sh: Scheduler = (service, packet, kernel) => {
  const table = assign(service);
  if (table.length === 0) return NO_SERVER;
  const flags = service.schedulerFlags ?? [];
  const fallback = flags.includes('sh-fallback');
  const port = flags.includes('sh-port') ? packet.sourcePort : 0;
  if (typeof port !== 'number') {
    const kept = fallback ? table.filter(isAvailable) : table.map((s) => (isAvailable(s) ? s : undefined));
    return kept.length === 0 ? NO_SERVER : sharesOfTable(kept);
  }
  const at = (offset: number): RealServer | undefined =>
    table[(offset + hash32((port + foldAddress(packet.source)) >>> 0, BITS, kernel)) % SIZE];
  const first = at(0);
  if (!first || isAvailable(first)) return only(first);
  if (!fallback) return NO_SERVER;
  for (let offset = 1; offset < SIZE; offset++) {
    const server = at(offset);
    if (server && isAvailable(server)) return only(server);
  }
  return NO_SERVER;
};

/** ip_vs_sh_reassign(): each server fills as many buckets as it weighs, at least one, again and again. */
function assign({ destinations }: IpvsService): readonly RealServer[] {
  const table: RealServer[] = [];
  for (let at = 0; table.length < SIZE && destinations.length > 0; at++) {
    const server = destinations[at % destinations.length];
    if (!server) break;
    for (let n = Math.max(1, server.weight); n > 0 && table.length < SIZE; n--) table.push(server);
  }
  return table;
}
