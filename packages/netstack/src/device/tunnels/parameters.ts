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

const keysMatch = (t: TunnelParameters, key: number | undefined): boolean => t.inKey === key;

/**
 * ip_tunnel_lookup(), ip6gre_tunnel_lookup(), ipip6_tunnel_lookup(), ip6_tnl_lookup(): the tunnel that an outer packet is for. Both
 * addresses, then the remote, then the local, then neither; the one on the device that the packet came in by goes first; at last the
 * device that the module made, whatever the key.
 */
export function lookupTunnel(
  links: readonly LinkRecord[],
  outer: Outer,
  device: string,
  key: number | undefined,
  fallback: string,
): TunnelParameters | undefined {
  const up = links.filter(isUp).map(tunnelParameters);
  const keyed = up.filter((t) => keysMatch(t, key));
  const { source, destination } = outer;
  const ranks: readonly ((t: TunnelParameters) => boolean)[] = [
    (t) => t.local === destination && t.remote === source,
    (t) => t.local === undefined && t.remote === source,
    (t) => t.local === destination && t.remote === undefined,
    (t) => t.local === undefined && t.remote === undefined,
  ];
  const found = ranks.flatMap((rank) => keyed.filter(rank));
  return (
    found.find((t) => t.device === device) ??
    found.find((t) => t.device === undefined) ??
    found[0] ??
    up.find((t) => t.link.name === fallback)
  );
}
