import { type Address, type Port, portHigh, portLow } from '@skoop/model';
import type { Connection, Flow, Tuple } from '../../flow.ts';
import { type Fork, sure } from '../../fork.ts';
import { trackedOf, withConnection } from '../conntrack/attached.ts';
import { replyTupleTaken, replyTupleUsed } from '../conntrack/find.ts';
import { invertTuple, sameTuple } from '../conntrack/tuple.ts';
import type { HookInput } from '../hook.ts';
import { bestAddress } from './best-address.ts';
import type { Manip } from './manip.ts';
import type { NatRange } from './range.ts';

/** Ports of a range that the walk follows one by one; a larger range stays symbolic. */
const MAX_PORTS = 64;

/** nf_nat_setup_info(): gives the connection of a packet its mapping for one side. Nothing happens without a connection. */
export function natSetup(skb: HookInput, range: NatRange, point: string): readonly Fork<Flow>[] {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return sure(skb.flow);
  const { connection } = tracked;
  if (isInitialised(connection, range.manip)) return sure(skb.flow);
  const address = bestAddress(range, invertTuple(connection.reply), connection.zone);
  const wishes = portsOf(range);
  return wishes.map((wish, index) => ({
    choices:
      wishes.length === 1
        ? []
        : [
            {
              kind: 'random',
              point,
              index,
              probability: 1 / wishes.length,
              label: `port ${wish.ports?.from}`,
            } as const,
          ],
    value: withConnection(skb.flow, skb.ns.key, mapped(skb, connection, wish, address)),
  }));
}

/**
 * nf_nat_l4proto_unique_tuple(): of a range of destination ports the first is taken, with --random any. Source ports stay symbolic.
 */
function portsOf(range: NatRange): readonly NatRange[] {
  const { ports } = range;
  if (!ports || range.manip === 'source' || range.portBase !== undefined || !range.random) return [range];
  const count = ports.to - ports.from + 1;
  if (count < 2 || count > MAX_PORTS) return [range];
  return Array.from({ length: count }, (_, i) => ({ ...range, ports: { from: ports.from + i, to: ports.from + i } }));
}

/** nf_nat_initialized(). */
export const isInitialised = (c: Connection, manip: Manip): boolean =>
  manip === 'source' ? c.sourceNatDone : c.destinationNatDone;

/** nf_nat_alloc_null_binding(): the decision that this side stays as it is (its port may still have to change). */
export function nullBinding(skb: HookInput, manip: Manip, c: Connection): Flow {
  const current = invertTuple(c.reply);
  const address = manip === 'source' ? current.source : current.destination;
  const range: NatRange = { manip, addresses: { from: address, to: address }, random: false, persistent: false };
  return withConnection(skb.flow, skb.ns.key, mapped(skb, c, range, address));
}

/** get_unique_tuple() with a chosen address, then nf_conntrack_alter_reply(). */
function mapped(skb: HookInput, c: Connection, range: NatRange, address: Address): Connection {
  const current = invertTuple(c.reply);
  const addressed: Tuple =
    range.manip === 'source' ? { ...current, source: address } : { ...current, destination: address };
  const wanted = withPort(skb, c, range, addressed);
  const changed = !sameTuple(wanted, current);
  const reply = changed ? invertTuple(wanted) : c.reply;
  if (range.masquerade && skb.outDevice !== undefined)
    return { ...c, reply, sourceNat: c.sourceNat || changed, sourceNatDone: true, masqueradedFor: skb.outDevice };
  return range.manip === 'source'
    ? { ...c, reply, sourceNat: c.sourceNat || changed, sourceNatDone: true }
    : { ...c, reply, destinationNat: c.destinationNat || changed, destinationNatDone: true };
}

/** The port part of get_unique_tuple() and nf_nat_l4proto_unique_tuple(). */
function withPort(skb: HookInput, c: Connection, range: NatRange, t: Tuple): Tuple {
  const set = (port: Port): Tuple =>
    t.icmp
      ? { ...t, icmp: { ...t.icmp, id: port } }
      : range.manip === 'source'
        ? { ...t, sourcePort: port }
        : { ...t, destinationPort: port };
  const now = t.icmp ? t.icmp.id : range.manip === 'source' ? t.sourcePort : t.destinationPort;
  if (now === undefined) return t;
  const free = (x: Tuple): boolean => !replyTupleUsed(skb.ns, skb.flow, invertTuple(x), c);
  const { ports } = range;
  if (ports && range.portBase !== undefined && typeof now === 'number') {
    const size = ports.to - ports.from + 1;
    return set(ports.from + ((((now - range.portBase) % size) + size) % size));
  }
  if (ports && ports.from === ports.to) return set(ports.from);
  if (!range.random) {
    if (ports) {
      if (portLow(now) >= ports.from && portHigh(now) <= ports.to && free(t)) return t;
    } else if (free(t)) return t;
  }
  // nf_nat_l4proto_unique_tuple(): a search for a destination port begins at the first one.
  if (ports && range.manip === 'destination' && !range.random) return set(ports.from);
  if (ports)
    return set(isExhausted(skb, c, ports, (port) => set(port)) ? ports.from : { from: ports.from, to: ports.to });
  if (range.manip === 'destination') return t;
  if (t.icmp) return set({ from: 0, to: 65535 });
  if (portHigh(now) < 512) return set({ from: 1, to: 511 });
  if (portHigh(now) < 1024) return set({ from: 600, to: 1023 });
  return set({ from: 1024, to: 65535 });
}

/** NF_NAT_MAX_ATTEMPTS: so many ports are tried at random, which are all of a smaller range. */
const MAX_ATTEMPTS = 128;

/** Are all ports of a small range taken? Then the last one tried stays, and the packet does not get past nf_conntrack_confirm(). */
function isExhausted(
  skb: HookInput,
  c: Connection,
  { from, to }: { readonly from: number; readonly to: number },
  withPort: (port: number) => Tuple,
): boolean {
  if (to - from >= MAX_ATTEMPTS) return false;
  for (let port = from; port <= to; port++)
    if (replyTupleTaken(skb.ns, skb.flow, invertTuple(withPort(port)), c) !== 'yes') return false;
  return true;
}
