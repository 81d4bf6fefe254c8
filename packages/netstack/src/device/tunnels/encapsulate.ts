import type { Encapsulation, LinkRecord, Packet } from '@skoop/model';
import { icmpError } from '../../icmp/error.ts';
import { evidenceAt } from '../../section.ts';
import { drop, type Fates, type Journey, withStep } from '../../walk/journey.ts';
import { localOutput } from '../../walk/local-output.ts';
import { routeMtu, wireLength } from '../../walk/mtu.ts';
import { devicePlace, pass } from '../../walk/step.ts';
import type { TunnelParameters } from './parameters.ts';

export type Wrapping = {
  readonly tunnel: TunnelParameters;
  readonly stage: string;
  readonly outer: Packet;
  /** What the inner packet may have at most once the outer one has its route: undefined if it is cut or not looked at. */
  readonly limit?: (routeMtu: number) => number | undefined;
  /** The inner sender hears that there is no way to the other end: dst_link_failure(). */
  readonly linkFailure?: boolean;
};

/** dst_link_failure(): host or address unreachable, to the sender of the inner packet. */
export const linkFailure = (inner: Packet): Packet | undefined =>
  icmpError(inner, inner.family === 4 ? { type: 3, code: 1 } : { type: 1, code: 3 });

const answering = (answer: Packet | undefined): { readonly answer?: Packet } => (answer ? { answer } : {});

/** A tunnel's own kfree_skb(): it has no words for why. */
export const tunnelLoss = (
  j: Journey,
  link: LinkRecord,
  stage: string,
  sentence: Parameters<typeof drop>[1]['sentence'],
  more: { readonly answer?: Packet | undefined; readonly check?: readonly string[] } = {},
): Fates =>
  drop(j, {
    stage,
    reason: 'NOT_SPECIFIED',
    device: link.name,
    at: devicePlace(link, link.name),
    sentence,
    evidence: [evidenceAt(j.ns, 'links', link)],
    ...answering(more.answer),
    ...(more.check ? { check: more.check } : {}),
  });

/** skb_dst_update_pmtu(): the way of the inner packet is known to be narrower from now on. ip_rt_min_pmtu is 552. */
export const learned = (j: Journey, inner: Packet, mtu: number): Journey => ({
  ...j,
  flow: {
    ...j.flow,
    pathMtu: new Map([
      ...j.flow.pathMtu,
      [`${j.ns.key}/${inner.destination}`, Math.max(mtu, inner.family === 4 ? 552 : 1280)],
    ]),
  },
});

/** iptunnel_xmit(), ip6tunnel_xmit(): the outer packet leaves as one of this machine's own. */
export function wrap(j: Journey, w: Wrapping): Fates {
  const { tunnel, stage, outer } = w;
  const { link } = tunnel;
  const inner = j.packet;
  const step = pass(
    'encapsulate',
    stage,
    [`${link.name} wraps the packet for ${outer.destination} (${describe(outer.encapsulated)})`],
    [evidenceAt(j.ns, 'links', link)],
    { at: devicePlace(link, link.name) },
  );
  const { owner: _o, bridge: _b, skbDevice: _d, sourceMac: _s, destinationMac: _m, ...rest } = withStep(j, step);
  const unreachable = w.linkFailure ? linkFailure(inner) : undefined;
  return localOutput(
    { ...rest, packet: outer, local: false },
    {
      ...(tunnel.device === undefined ? {} : { device: tunnel.device }),
      routeMark: tunnel.mark,
      lostAt: {
        stage,
        device: link.name,
        reason: 'NOT_SPECIFIED',
        ...(unreachable ? { unroutable: unreachable } : {}),
      },
      admit: (k, r) => {
        const mtu = w.limit?.(routeMtu(k.ns, r, outer.destination, k.flow, false));
        if (mtu === undefined || mtu >= Math.min(wireLength(inner), link.mtu)) return k;
        const narrowed = learned(k, inner, mtu);
        if (wireLength(inner) <= mtu || (j.local && j.bundled)) return narrowed;
        const about = inner.family === 4 ? { type: 3, code: 4, mtu } : { type: 2, code: 0, mtu };
        const answer = icmpError(inner, about);
        return tunnelLoss(
          { ...narrowed, packet: inner, local: j.local },
          link,
          stage,
          [`${wireLength(inner)} bytes do not fit the tunnel: ${mtu} do, on the way to ${outer.destination}`],
          { answer, check: [`ip link show dev ${link.name}`, `ip route get ${outer.destination}`] },
        );
      },
    },
  );
}

/** `IPIP`, `GRE key 5`, ... */
function describe(e: Encapsulation | undefined): string {
  if (!e) return '';
  const key = 'key' in e && e.key !== undefined ? ` key ${e.key}` : '';
  return `${e.kind.toUpperCase()}${key}`;
}
