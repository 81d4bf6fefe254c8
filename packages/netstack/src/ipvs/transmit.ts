import type { Address, IcmpHeader, Packet } from '@skoop/model';
import { isLoopback } from '@skoop/model';
import { andThen } from '../fork.ts';
import { icmpError, ipHeader, UNREACHABLE } from '../icmp/error.ts';
import type { HookResult } from '../netfilter/hook.ts';
import { selectSourceAddress } from '../route/source-address.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import { sendRouted } from '../walk/local-output.ts';
import { routeMtu, wireLength } from '../walk/mtu.ts';
import { flowName, noRouteSentence, type Routed, remember, routeForks, routeStep } from '../walk/routed.ts';

type Transmission = HookResult & { readonly kind: 'transmit' };

// @supports IPVS | masquerading (-m) | net/netfilter/ipvs/ip_vs_xmit.c: ip_vs_nat_xmit()
// @supports IPVS | direct routing (-g) | net/netfilter/ipvs/ip_vs_xmit.c: ip_vs_dr_xmit()
/**
 * The part of ip_vs_nat_xmit(), ip_vs_dr_xmit() and ip_vs_tunnel_xmit() that they share, __ip_vs_get_out_rt(): a route to the real
 * server by its address alone, TTL, MTU; then LOCAL_OUT and POSTROUTING, as if this machine had sent the packet.
 */
export function transmitToServer(start: Journey, t: Transmission): Fates {
  const key = { family: start.packet.family, destination: t.server, uid: 0 };
  return andThen(routeForks(start, key, flowName(t.changed)), (choice) => {
    const j = remember(start, choice);
    if (choice.kind === 'error') {
      const why = noRouteSentence(j.ns, t.server, choice);
      return lost(j, why.sentence, UNREACHABLE.host[j.packet.family], why.evidence);
    }
    if (j.packet.family === 4 && isLoopback(j.packet.source))
      return lost(j, [`${j.packet.source} must not leave the machine`]);
    if (j.packet.ttl <= 1) return lost(j, ['the TTL of the packet ran out at IPVS'], UNREACHABLE.ttl[j.packet.family]);
    const routed = withStep(j, routeStep(j.ns, 'ipvs/route', t.server, choice));
    return withinMtu(routed, t, choice, () => {
      const ttl = j.packet.ttl - 1;
      if (t.method === 'tunnel') return intoTunnel(routed, t.server, choice, { ...t.changed, ttl });
      return sendRouted({ ...routed, local: false, packet: { ...t.changed, ttl } }, choice, { continued: true });
    });
  });
}

/** kfree_skb() in the transmitters, which give no reason; an ICMP error comes from the address that was asked. */
function lost(
  j: Journey,
  sentence: Parameters<typeof drop>[1]['sentence'],
  icmp?: Omit<IcmpHeader, 'about'>,
  evidence: Parameters<typeof drop>[1]['evidence'] = [],
): Fates {
  const answer = icmp && icmpError(j.packet, icmp, j.packet.destination);
  return drop(
    { ...j, local: false },
    { stage: 'ipvs/xmit', reason: 'NOT_SPECIFIED', sentence, evidence, ...(answer ? { answer } : {}) },
  );
}

/** ensure_mtu_is_adequate(). */
function withinMtu(j: Journey, t: Transmission, r: Routed, next: () => Fates): Fates {
  const p = j.packet;
  const mtu = routeMtu(j.ns, r, t.server, j.flow, false) - (t.method === 'tunnel' ? ipHeader(p.family) : 0);
  if (wireLength(p) <= mtu || p.icmp || (p.family === 4 && !p.dontFragment)) return next();
  const says = `${wireLength(p)} bytes do not fit the MTU ${mtu} on the way to the real server by ${r.device}`;
  return lost(j, [says], p.family === 4 ? { type: 3, code: 4, mtu } : { type: 2, code: 0, mtu });
}

// @supports IPVS | tunnel (-i), IPIP | net/netfilter/ipvs/ip_vs_xmit.c: ip_vs_tunnel_xmit()
/** ip_vs_tunnel_xmit(): the packet travels inside one of this machine's own. */
function intoTunnel(j: Journey, server: Address, r: Routed, inner: Packet): Fates {
  const source = selectSourceAddress(j.ns, r.route, r.hop, server) ?? inner.destination;
  const outer: Packet = {
    family: inner.family,
    source,
    destination: server,
    protocol: inner.family === 4 ? 'ipip' : 'ipv6',
    ttl: inner.ttl,
    tos: inner.tos,
    length: inner.length + ipHeader(inner.family),
    dontFragment: inner.family === 4 && inner.dontFragment,
    mark: inner.mark,
    encapsulated: { kind: inner.family === 4 ? 'ipip' : 'ip6tnl', packet: inner },
  };
  return sendRouted({ ...j, local: false, packet: outer }, r, { continued: true });
}
