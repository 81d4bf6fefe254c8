import { isUnspecified } from '@skoop/model';
import { addressType } from '../../../route/index.ts';
import { findListener } from '../../../socket/listener.ts';
import { maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m socket [--transparent] [--nowildcard]`. net/netfilter/xt_socket.c: socket_match(). Is there a local socket for the packet? */
export const socket: MatchModule = {
  options: { '--transparent': 0, '--nowildcard': 0, '--restore-skmark': 0 },
  compile(options) {
    const has = (name: string): boolean => options.some((o) => o.name === name);
    return (skb) => {
      const { packet, ns, inDevice = '' } = skb;
      const opening = packet.tcpFlags?.includes('SYN') && !packet.tcpFlags.includes('ACK');
      const listener = findListener(ns, packet, inDevice);
      if (listener && (opening || packet.protocol === 'udp')) {
        // A socket that takes any address tells nothing, unless the rule says it does.
        if (isUnspecified(listener.address) && !has('--nowildcard')) return 'no';
        return has('--transparent') ? maybe('whether the listening socket is transparent is not collected') : 'yes';
      }
      if (opening) return 'no';
      return addressType(ns, packet.destination) === 'local'
        ? maybe('whether a connected socket waits for the packet is not known here')
        : 'no';
    };
  },
};
