import type { Drop, Hop, Packet } from '@skoop/model';
import type { FindingContext } from './finding.ts';

/** The hop in which a drop happened: the last one of its branch's lost packet. */
export function lastHopOf(context: FindingContext, drop: Drop): Hop | undefined {
  const trace = context.asked?.traces.findLast(
    (t) => t.branch === drop.branch && t.direction === drop.direction && t.outcome === 'dropped',
  );
  return trace?.hops.at(-1);
}

/** The packet as it was where it died, with its tunnel header. */
export const lastPacketOf = (context: FindingContext, drop: Drop): Packet | undefined =>
  lastHopOf(context, drop)?.after;

/** The packet inside a tunnel packet, or the packet itself. */
export function innerPacket(packet: Packet): Packet {
  const { encapsulated } = packet;
  if (!encapsulated) return packet;
  return 'frame' in encapsulated ? encapsulated.frame.packet : encapsulated.packet;
}

/** Drops of the question on a node, in any of its namespaces. */
export const dropsOn = (context: FindingContext, node: string): readonly Drop[] =>
  (context.asked?.drops ?? []).filter((d) => d.node === node);
