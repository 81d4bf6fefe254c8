import { isUnspecified } from '@skoop/model';
import { addressType } from '../../../route/index.ts';
import { findListener } from '../../../socket/listener.ts';
import { maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import type { MatchModule } from '../module.ts';

/** nf_sk_lookup_slow_v4(): is there a local socket for the packet, and does it take any address? */
export function socketAnswer({ packet, ns, inDevice = '' }: HookInput): {
  readonly exists: 'yes' | 'no' | 'maybe';
  readonly wildcard: boolean;
} {
  const opening = packet.tcpFlags?.includes('SYN') && !packet.tcpFlags.includes('ACK');
  const listener = findListener(ns, packet, inDevice);
  if (listener && (opening || packet.protocol === 'udp'))
    return { exists: 'yes', wildcard: isUnspecified(listener.address) };
  if (opening) return { exists: 'no', wildcard: false };
  return { exists: addressType(ns, packet.destination) === 'local' ? 'maybe' : 'no', wildcard: false };
}

/** `-m socket [--transparent] [--nowildcard]`. net/netfilter/xt_socket.c: socket_match(). */
export const socket: MatchModule = {
  options: { '--transparent': 0, '--nowildcard': 0, '--restore-skmark': 0 },
  compile(options) {
    const has = (name: string): boolean => options.some((o) => o.name === name);
    return (skb) => {
      const { exists, wildcard } = socketAnswer(skb);
      // A socket that takes any address tells nothing, unless the rule says it does.
      if (exists === 'no' || (wildcard && !has('--nowildcard'))) return 'no';
      if (exists === 'maybe') return maybe('whether a connected socket waits for the packet is not known here');
      return has('--transparent') ? maybe('whether the listening socket is transparent is not collected') : 'yes';
    };
  },
};
