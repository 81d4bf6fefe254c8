import type { Encapsulation, LinkRecord, Packet } from '@skoop/model';
import { icmpError } from '../../icmp/error.ts';
import { evidenceAt } from '../../section.ts';
import { drop, type Fates, type Journey, withStep } from '../../walk/journey.ts';
import type { PacketType } from '../../walk/receive.ts';
import { devicePlace, pass } from '../../walk/step.ts';
import { receiveFrame } from '../receive-frame.ts';
import { nearMiss } from './parameters.ts';

/** ip_tunnel_rcv(), __ip6_tnl_rcv(): the inner packet comes in by the tunnel's device. */
export function unwrap(j: Journey, link: LinkRecord, inner: Encapsulation, stage: string): Fates {
  const { packet } = j;
  const step = pass(
    'decapsulate',
    stage,
    [`${link.name} unwraps the packet from ${packet.source}`],
    [evidenceAt(j.ns, 'links', link)],
    { at: devicePlace(link, link.name) },
  );
  const { bridge: _b, sourceMac: _s, destinationMac: _d, ...rest } = withStep(j, step);
  const frame = 'frame' in inner ? inner.frame : undefined;
  const carried: Packet = 'frame' in inner ? inner.frame.packet : inner.packet;
  return receiveFrame(
    {
      ...rest,
      packet: { ...carried, mark: packet.mark },
      ...(frame ? { sourceMac: frame.sourceMac, destinationMac: frame.destinationMac } : {}),
      budget: j.budget - 1,
    },
    link.name,
  );
}

type Nobody = {
  readonly stage: string;
  /** Tunnels of this kind, none of which takes the packet. */
  readonly kind: string;
  readonly links: readonly LinkRecord[];
  readonly key?: number;
};

/** tunnel4_rcv(), tunnel6_rcv(), gre_rcv(): the kernel knows the protocol, and no tunnel takes this packet. */
export function nobodyTakes(j: Journey, device: string, type: PacketType, n: Nobody): Fates {
  const { packet } = j;
  const six = packet.family === 6;
  const error =
    type === 'host' ? icmpError(packet, { type: six ? 1 : 3, code: six ? 4 : 3 }, packet.destination) : undefined;
  const near = nearMiss(n.links, { outer: packet, ...(n.key === undefined ? {} : { key: n.key }) });
  const none = `no ${n.kind} tunnel here takes packets from ${packet.source} to ${packet.destination}`;
  return drop(j, {
    stage: n.stage,
    reason: 'NOT_SPECIFIED',
    device,
    sentence: [near ? `${none}: ${near.says}` : none],
    evidence: near ? [evidenceAt(j.ns, 'links', near.link)] : [],
    ...(error ? { answer: error } : {}),
    check: [`ip -d link show type ${n.kind}`],
  });
}
