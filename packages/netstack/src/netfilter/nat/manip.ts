import type { Packet } from '@skoop/model';
import type { Connection, Tuple } from '../../flow.ts';
import { invertTuple } from '../conntrack/tuple.ts';
import type { InetHook } from '../hook.ts';

/** enum nf_nat_manip_type. */
export type Manip = 'source' | 'destination';

/** HOOK2MANIP(). */
export const manipOf = (hook: InetHook): Manip =>
  hook === 'POSTROUTING' || hook === 'INPUT' ? 'source' : 'destination';

export const opposite = (m: Manip): Manip => (m === 'source' ? 'destination' : 'source');

/** IPS_SRC_NAT or IPS_DST_NAT, seen from the packet's direction: does this hook change packets of this connection? */
export function manipApplies(c: Connection, manip: Manip, reply: boolean): boolean {
  const side = reply ? opposite(manip) : manip;
  return side === 'source' ? c.sourceNat : c.destinationNat;
}

/** nf_nat_manip_pkt(): one side of the packet becomes that of the tuple. */
export function manipulate(p: Packet, target: Tuple, manip: Manip): Packet {
  const id = target.icmp?.id;
  const icmp = p.icmp && id !== undefined && p.icmp.about === undefined ? { icmp: { ...p.icmp, id } } : {};
  if (manip === 'source')
    return {
      ...p,
      source: target.source,
      ...(p.sourcePort === undefined || target.sourcePort === undefined ? {} : { sourcePort: target.sourcePort }),
      ...icmp,
    };
  const port = target.destinationPort;
  return {
    ...p,
    destination: target.destination,
    ...(p.destinationPort === undefined || port === undefined ? {} : { destinationPort: port }),
    ...icmp,
  };
}

/** nf_nat_packet(): what the nat hook makes of a packet whose connection has its mapping. */
export function natPacket(p: Packet, c: Connection, hook: InetHook, reply: boolean): Packet {
  const manip = manipOf(hook);
  if (!manipApplies(c, manip, reply)) return p;
  return manipulate(p, invertTuple(reply ? c.original : c.reply), manip);
}

/** nf_nat_icmp_reply_translation(): an ICMP error and the packet that it quotes. undefined: dropped. */
export function natIcmpError(p: Packet, c: Connection, hook: InetHook, reply: boolean): Packet | undefined {
  const about = p.icmp?.about;
  // A redirect about a connection with NAT would tell the client nonsense.
  if (p.icmp && (p.protocol === 'icmp' ? p.icmp.type === 5 : p.icmp.type === 137) && (c.sourceNat || c.destinationNat))
    return undefined;
  const manip = manipOf(hook);
  if (!manipApplies(c, manip, reply)) return p;
  const outer = manipulate(p, { ...invertTuple(reply ? c.original : c.reply), icmp: undefined }, manip);
  if (!about || !p.icmp) return outer;
  const inner = manipulate(about, reply ? c.original : c.reply, opposite(manip));
  return { ...outer, icmp: { ...p.icmp, about: inner } };
}
