import { type Evidence, isUnspecified, type Packet, portHigh, portLow, type SocketRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { hearsDevice } from './bound-device.ts';

/** Sockets that can take a first packet, by `<protocol> <port>`. Established TCP sockets take no SYN. */
const listeners = memoise((dump) => {
  const map = new Map<string, SocketRecord[]>();
  for (const s of dump.sockets) {
    if (s.protocol === 'tcp' ? s.state !== 'LISTEN' : s.protocol !== 'udp') continue;
    const key = `${s.protocol} ${s.port}`;
    const list = map.get(key);
    if (list) list.push(s);
    else map.set(key, [s]);
  }
  return map;
});

// @supports sockets | address, wildcard, IPv6 with and without v6only | net/ipv4/inet_hashtables.c: compute_score()
// @supports sockets | SO_BINDTODEVICE | net/ipv4/inet_hashtables.c: compute_score()
// @supports sockets | connected UDP | net/ipv4/udp.c: compute_score()
/**
 * compute_score() of net/ipv4/inet_hashtables.c and udp.c: -1 is no match, more is more specific. A socket of family 6 takes IPv4
 * unless it is v6only.
 */
function score(ns: Namespace, s: SocketRecord, packet: Packet, device: string): number {
  let points = s.family === packet.family ? 1 : 0;
  if (s.family !== packet.family && (packet.family === 6 || s.v6only)) return -1;
  if (!hearsDevice(ns, s.device, s.protocol, device)) return -1;
  if (s.device !== undefined) points += 4;
  const any = isUnspecified(s.address);
  const own = s.address.startsWith('::ffff:') ? s.address.slice(7) : s.address;
  if (!any) {
    if (own !== packet.destination) return -1;
    points += 8;
  } else if (s.family === 6 && s.address === '0.0.0.0') return -1;
  if (s.protocol === 'udp' && s.peerAddress !== undefined && !isUnspecified(s.peerAddress)) {
    const peer = s.peerAddress.startsWith('::ffff:') ? s.peerAddress.slice(7) : s.peerAddress;
    if (peer !== packet.source) return -1;
    if (s.peerPort && packet.sourcePort !== undefined) {
      if (portLow(packet.sourcePort) > s.peerPort || portHigh(packet.sourcePort) < s.peerPort) return -1;
      // A connected socket owns one source port of the client's range: this client's is another one.
      if (portLow(packet.sourcePort) !== portHigh(packet.sourcePort)) return -1;
    }
    points += 16;
  }
  return points;
}

/** __inet_lookup_listener(), __udp4_lib_lookup(): the most specific socket for a packet that came in by `device`. */
export function findListener(ns: Namespace, packet: Packet, device: string): SocketRecord | undefined {
  const port = packet.destinationPort;
  if (typeof port !== 'number') return undefined;
  let best: SocketRecord | undefined;
  let points = -1;
  for (const s of listeners(ns).get(`${packet.protocol} ${port}`) ?? []) {
    const n = score(ns, s, packet, device);
    if (n > points) [best, points] = [s, n];
  }
  return best;
}

/** Sockets on the port that did not take the packet: they explain a refusal (`listens on 127.0.0.1 only`). */
export const nearMisses = (ns: Namespace, packet: Packet): readonly SocketRecord[] =>
  typeof packet.destinationPort === 'number'
    ? (listeners(ns).get(`${packet.protocol} ${packet.destinationPort}`) ?? [])
    : [];

export const socketEvidence = (ns: Namespace, s: SocketRecord): Evidence =>
  evidenceAt(ns, 'sockets', { line: s.line }, `${s.protocol} ${s.state} ${s.address}:${s.port}`);
