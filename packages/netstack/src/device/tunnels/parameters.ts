import type { Address, LinkRecord } from '@skoop/model';
import { isUp } from '../link.ts';

/** struct ip_tunnel_parm, struct __ip6_tnl_parm: what an administrator gave a tunnel. */
export type TunnelParameters = {
  readonly link: LinkRecord;
  /** Absent: any. */
  readonly local?: Address;
  readonly remote?: Address;
  /** Device that the outer packets leave by. */
  readonly device?: string;
  readonly inKey?: number;
  readonly outKey?: number;
  /** 0: that of the inner packet. */
  readonly ttl: number;
  /** undefined: that of the inner packet. */
  readonly tos?: number;
  readonly pathMtuDiscovery: boolean;
  readonly mark: number;
};

const address = (text: string | undefined): Address | undefined =>
  text === undefined || text === 'any' || text === '0.0.0.0' || text === '::' ? undefined : text;

/** iproute2 prints keys as four bytes with dots. */
function key(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = text.split('.').map(Number);
  const value = bytes.length === 4 ? bytes.reduce((n, b) => n * 256 + b, 0) : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function hops(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isInteger(value) ? value : 0;
}

const defined = <K extends string, V>(name: K, value: V | undefined): { readonly [k in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [k in K]?: V };

/** Parameters of a tunnel device from its line in `ip -d link`. */
export function tunnelParameters(link: LinkRecord): TunnelParameters {
  const d = link.details;
  const tos = d.tos ?? d.tclass;
  return {
    link,
    ...defined('local', address(d.local)),
    ...defined('remote', address(d.remote)),
    ...defined('device', d.dev ?? link.linkName),
    ...defined('inKey', key(d.ikey ?? d.key)),
    ...defined('outKey', key(d.okey ?? d.key)),
    ttl: hops(d.ttl ?? d.hoplimit),
    ...(tos === 'inherit' ? {} : { tos: Number(tos ?? 0) || 0 }),
    pathMtuDiscovery: d.nopmtudisc === undefined,
    mark: Number(d.fwmark ?? 0) || 0,
  };
}

type Outer = { readonly source: Address; readonly destination: Address };

export type Lookup = {
  readonly outer: Outer;
  /** Device that the outer packet came in by. */
  readonly device: string;
  readonly key?: number;
  /** Device that the module made, which takes what no other does whatever the key. */
  readonly fallback: string;
  /** ip6_tnl_lookup() looks for the local address alone before the remote one alone. */
  readonly localFirst?: boolean;
  /** ipip6_tunnel_lookup(): a tunnel on another device does not match at all. */
  readonly strictDevice?: boolean;
};

/**
 * ip_tunnel_lookup(), ip6gre_tunnel_lookup(), ipip6_tunnel_lookup(), ip6_tnl_lookup(): the tunnel that an outer packet is for. Both
 * addresses, then one of them, then neither; one on the very device that the packet came in by goes before all others.
 */
export function lookupTunnel(links: readonly LinkRecord[], l: Lookup): TunnelParameters | undefined {
  const up = links.filter(isUp).map(tunnelParameters);
  const fits = (t: TunnelParameters): boolean =>
    t.inKey === l.key && (!l.strictDevice || t.device === undefined || t.device === l.device);
  const keyed = up.filter(fits);
  const { source, destination } = l.outer;
  const remote = (t: TunnelParameters) => t.local === undefined && t.remote === source;
  const local = (t: TunnelParameters) => t.local === destination && t.remote === undefined;
  const ranks: readonly ((t: TunnelParameters) => boolean)[] = [
    (t) => t.local === destination && t.remote === source,
    ...(l.localFirst ? [local, remote] : [remote, local]),
    (t) => t.local === undefined && t.remote === undefined,
  ];
  const found = ranks.flatMap((rank) => keyed.filter(rank));
  return found.find((t) => t.device === l.device) ?? found[0] ?? up.find((t) => t.link.name === l.fallback);
}

/** Why no tunnel takes a packet, where one nearly does; with its device. */
export function nearMiss(
  links: readonly LinkRecord[],
  { outer, key }: Pick<Lookup, 'outer' | 'key'>,
): { readonly link: LinkRecord; readonly says: string } | undefined {
  const fits = (own: Address | undefined, seen: Address): boolean => own === undefined || own === seen;
  const known = (k: number | undefined): string => (k === undefined ? 'no key' : `key ${k}`);
  const named = links.map(tunnelParameters).filter((t) => t.local !== undefined || t.remote !== undefined);
  const here = named.filter((t) => fits(t.local, outer.destination));
  const same = here.filter((t) => fits(t.remote, outer.source));
  const down = same.find((t) => t.inKey === key && !isUp(t.link));
  if (down) return { link: down.link, says: `${down.link.name} is down` };
  const keyed = same.find((t) => t.inKey !== key);
  if (keyed)
    return { link: keyed.link, says: `${keyed.link.name} has ${known(keyed.inKey)}, the packet ${known(key)}` };
  const other = here.find((t) => t.local !== undefined && t.remote !== undefined);
  if (other) return { link: other.link, says: `the other end of ${other.link.name} is ${other.remote}` };
  const any = links.find((l) => !isUp(l) && !named.some((t) => t.link === l));
  return any ? { link: any, says: `${any.name} is down` } : undefined;
}
