import type { Family, IpvsService, NamespaceDump, Packet } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';

const FTP = 21;
const FTP_DATA = 20;
const UNPRIVILEGED = 1024;

type Table = {
  readonly byMark: ReadonlyMap<string, IpvsService>;
  readonly byAddress: ReadonlyMap<string, IpvsService>;
};

const addressKey = (protocol: string, address: string, port: number): string => `${protocol} ${address} ${port}`;
const markKey = (family: Family, mark: number): string => `${family} ${mark}`;

const tableOf = memoise((dump: NamespaceDump): Table => {
  const byMark = new Map<string, IpvsService>();
  const byAddress = new Map<string, IpvsService>();
  for (const s of dump.ipvs) {
    if (s.fwmark !== undefined) {
      // The list does not print the family of a service by mark: its servers tell.
      for (const family of s.destinations.length === 0 ? ([4, 6] as const) : [familyOf(s)])
        if (!byMark.has(markKey(family, s.fwmark))) byMark.set(markKey(family, s.fwmark), s);
    } else if (s.protocol !== undefined && s.address !== undefined) {
      const key = addressKey(s.protocol, s.address, s.port ?? 0);
      if (!byAddress.has(key)) byAddress.set(key, s);
    }
  }
  return { byMark, byAddress };
});

const familyOf = (s: IpvsService): Family => (s.destinations[0]?.address.includes(':') ? 6 : 4);

/** True where a namespace has any IPVS service: only then its hooks are registered. ip_vs_register_hooks() */
export const hasServices = (ns: Namespace): boolean => ns.dump.ipvs.length > 0;

// @supports IPVS | services by address and port, by mark, on all ports | net/netfilter/ipvs/ip_vs_ctl.c: ip_vs_service_find()
/** ip_vs_service_find(): by mark, by address and port, FTP data, then the service on all ports of the address. */
export function findService(ns: Namespace, p: Packet): IpvsService | undefined {
  const { byMark, byAddress } = tableOf(ns);
  const marked = p.mark === 0 ? undefined : byMark.get(markKey(p.family, p.mark));
  if (marked) return marked;
  const port = p.destinationPort;
  const at = (n: number): IpvsService | undefined => byAddress.get(addressKey(p.protocol, p.destination, n));
  const exact = typeof port === 'number' ? at(port) : undefined;
  const ftp =
    p.protocol === 'tcp' && typeof port === 'number' && (port === FTP_DATA || port >= UNPRIVILEGED)
      ? at(FTP)
      : undefined;
  return exact ?? ftp ?? at(0);
}
