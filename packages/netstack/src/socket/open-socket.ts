import { type Address, type Packet, type Port, samePort } from '@skoop/model';
import type { Namespace, NetnsKey } from '../namespace.ts';
import { hearsDevice } from './bound-device.ts';

/** A socket that the conversation itself opened: the client's, or one that a listener accepted. */
export type OpenSocket = {
  readonly netns: NetnsKey;
  readonly role: 'client' | 'server';
  readonly protocol: string;
  readonly address: Address;
  readonly port?: Port;
  readonly peer: Address;
  readonly peerPort?: Port;
  /** SO_BINDTODEVICE. */
  readonly device?: string;
};

/** Ports overlap: the kernel may have re-allocated a symbolic port to any of a range. `device`: by which the packet came in. */
export const findOpenSocket = (
  sockets: readonly OpenSocket[],
  ns: Namespace,
  packet: Packet,
  device: string,
): OpenSocket | undefined =>
  sockets.find(
    (s) =>
      s.netns === ns.key &&
      s.protocol === packet.protocol &&
      s.address === packet.destination &&
      s.peer === packet.source &&
      samePort(
        s.port,
        packet.protocol === 'icmp' || packet.protocol === 'icmpv6' ? packet.icmp?.id : packet.destinationPort,
      ) &&
      (s.peerPort === undefined || samePort(s.peerPort, packet.sourcePort)) &&
      hearsDevice(ns, s.device, s.protocol, device),
  );
