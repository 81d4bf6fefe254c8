import { isUnspecified, type Packet } from '@skoop/model';
import { addressType } from '../../../route/index.ts';
import { findListener } from '../../../socket/listener.ts';
import { findOpenSocket } from '../../../socket/open-socket.ts';
import { maybe } from '../../answer.ts';
import { trackedOf } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import type { MatchModule } from '../module.ts';

/** nf_sk_lookup_slow_v4(): is there a local socket for the packet, does it take any address, and is it the client's own? */
export function socketAnswer(skb: HookInput): {
  readonly exists: 'yes' | 'no' | 'maybe';
  readonly wildcard: boolean;
  readonly client?: boolean;
} {
  const { packet, ns, inDevice = '', sockets } = skb;
  const open = sockets && findOpenSocket(sockets, ns, asSent(skb), inDevice);
  if (open) return { exists: 'yes', wildcard: false, client: open.role === 'client' };
  const opening = packet.tcpFlags?.includes('SYN') && !packet.tcpFlags.includes('ACK');
  const listener = findListener(ns, packet, inDevice);
  if (listener && (opening || packet.protocol === 'udp'))
    return { exists: 'yes', wildcard: isUnspecified(listener.address) };
  if (listener && sockets) return { exists: 'yes', wildcard: isUnspecified(listener.address) };
  if (opening || sockets) return { exists: 'no', wildcard: false };
  return { exists: addressType(ns, packet.destination) === 'local' ? 'maybe' : 'no', wildcard: false };
}

/** What answers a connection whose source was translated is looked up by the source that it had before. */
function asSent(skb: HookInput): Packet {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked?.reply || tracked.state !== 'established') return skb.packet;
  const { source, sourcePort } = tracked.connection.original;
  return { ...skb.packet, destination: source, ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }) };
}

/** `-m socket [--transparent] [--nowildcard]`. net/netfilter/xt_socket.c: socket_match(). */
export const socket: MatchModule = {
  options: { '--transparent': 0, '--nowildcard': 0, '--restore-skmark': 0 },
  compile(options) {
    const has = (name: string): boolean => options.some((o) => o.name === name);
    return (skb) => {
      const { exists, wildcard, client } = socketAnswer(skb);
      // A socket that takes any address tells nothing, unless the rule says it does.
      if (exists === 'no' || (wildcard && !has('--nowildcard'))) return 'no';
      if (exists === 'maybe') return maybe('whether a connected socket waits for the packet is not known here');
      // The client of a question is a program that connects, and no proxy.
      if (client && has('--transparent')) return 'no';
      return has('--transparent') ? maybe('whether the listening socket is transparent is not collected') : 'yes';
    };
  },
};
