import { type Address, type Packet, type Port, samePort } from '@skoop/model';
import type { NetnsKey } from '../namespace.ts';

/** A socket that the conversation itself opened: the client's, or one that a listener accepted. */
export type OpenSocket = {
  readonly netns: NetnsKey;
  readonly role: 'client' | 'server';
  readonly protocol: string;
  readonly address: Address;
  readonly port?: Port;
  readonly peer: Address;
  readonly peerPort?: Port;
};

/** Ports overlap: the kernel may have re-allocated a symbolic port to any of a range. */
export const findOpenSocket = (
  sockets: readonly OpenSocket[],
  netns: NetnsKey,
  packet: Packet,
): OpenSocket | undefined =>
  sockets.find(
    (s) =>
      s.netns === netns &&
      s.protocol === packet.protocol &&
      s.address === packet.destination &&
      s.peer === packet.source &&
      samePort(
        s.port,
        packet.protocol === 'icmp' || packet.protocol === 'icmpv6' ? packet.icmp?.id : packet.destinationPort,
      ) &&
      (s.peerPort === undefined || samePort(s.peerPort, packet.sourcePort)),
  );
