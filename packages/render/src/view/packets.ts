import { formatPort, type Packet } from '@skoop/model';

/** The packet inside all tunnels. */
export function innermost(p: Packet): Packet {
  let packet = p;
  for (let depth = 0; depth < 8 && packet.encapsulated; depth++) {
    const inside = 'frame' in packet.encapsulated ? packet.encapsulated.frame?.packet : packet.encapsulated.packet;
    // A report from elsewhere may be incomplete.
    if (typeof inside?.source !== 'string' || typeof inside.destination !== 'string') break;
    packet = inside;
  }
  return packet;
}

const withPort = (address: string, port: Packet['sourcePort']): string =>
  port === undefined || typeof port !== 'number'
    ? address
    : address.includes(':')
      ? `[${address}]:${port}`
      : `${address}:${formatPort(port)}`;

/** `10.244.2.9:8080`; a port that the kernel picks is left out. */
export const destinationOf = (p: Packet): string => withPort(p.destination, p.destinationPort);
export const sourceOf = (p: Packet): string => withPort(p.source, p.sourcePort);

/** `VXLAN udp/8472`, `IPIP`, or '' where nothing is encapsulated. */
export function tunnelWords(p: Packet): string {
  if (!p.encapsulated) return '';
  const kind = p.encapsulated.kind.toUpperCase();
  return p.protocol === 'udp' && typeof p.destinationPort === 'number' ? `${kind} udp/${p.destinationPort}` : kind;
}
