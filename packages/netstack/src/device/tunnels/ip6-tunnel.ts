import type { Address, Packet } from '@skoop/model';
import type { Fates, Journey } from '../../walk/journey.ts';
import { ownAddress } from '../link.ts';
import { linkFailure, tunnelLoss, wrap } from './encapsulate.ts';
import type { Carriage } from './ip-tunnel.ts';
import type { TunnelParameters } from './parameters.ts';

/** IPV6_TLV_TNL_ENCAP_LIMIT in a header of destination options. */
const LIMIT_OPTION = 8;
const limited = (t: TunnelParameters): boolean =>
  t.link.details.encaplimit !== undefined && t.link.details.encaplimit !== 'none';

/** ip6_tnl_xmit_ctl(): the local address is this machine's, the remote one is not. */
function refuses(j: Journey, t: TunnelParameters, remote: Address): string | undefined {
  if (t.local !== undefined && ownAddress(j.ns, t.local).length === 0)
    return `the local address ${t.local} of ${t.link.name} is none of this machine`;
  const allowed = t.link.details['allow-localremote'] !== undefined;
  return !allowed && ownAddress(j.ns, remote).length > 0
    ? `the remote address ${remote} of ${t.link.name} is this machine's own`
    : undefined;
}

/** ip6_tnl_xmit(): tunnels over IPv6. What has no way is answered: dst_link_failure(). */
export function ip6TunnelXmit(j: Journey, tunnel: TunnelParameters, nextHop: Address, c: Carriage): Fates {
  const inner = j.packet;
  const remote = tunnel.remote ?? (nextHop.includes(':') ? nextHop : undefined);
  if (remote === undefined)
    return tunnelLoss(j, tunnel.link, c.stage, [`${tunnel.link.name} has no remote, and the route names none`], {
      answer: linkFailure(inner),
    });
  const refused = refuses(j, tunnel, remote);
  // ip6gre_tunnel_xmit() looks before ip6_tnl_xmit() does, and says nothing.
  if (refused !== undefined)
    return tunnelLoss(j, tunnel.link, c.stage, [refused], c.protocol === 'gre' ? {} : { answer: linkFailure(inner) });
  const overhead = 40 + c.header + c.ethernet + (limited(tunnel) ? LIMIT_OPTION : 0);
  const outer: Packet = {
    family: 6,
    source: tunnel.local ?? '::',
    destination: remote,
    protocol: c.protocol,
    ttl: tunnel.ttl || inner.ttl,
    tos: tunnel.tos ?? inner.tos,
    length: (inner.fragment ?? inner.length) + overhead,
    dontFragment: false,
    mark: inner.mark,
    encapsulated: c.encapsulated,
  };
  return wrap(j, {
    tunnel,
    stage: c.stage,
    outer,
    // The sender hears of it also where the inner packet could be cut.
    limit: (mtu) => Math.max(mtu - overhead, inner.family === 6 ? 1280 : 68),
    linkFailure: true,
  });
}
