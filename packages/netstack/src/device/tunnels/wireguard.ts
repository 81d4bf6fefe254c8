import type { Address, LinkRecord, Packet, WireguardPeer, WireguardRecord } from '@skoop/model';
import { andThen } from '../../fork.ts';
import { evidenceAt } from '../../section.ts';
import {
  deliver,
  drop,
  enterNamespace,
  type Fates,
  gapHere,
  type Journey,
  unknown,
  withStep,
} from '../../walk/journey.ts';
import { localOutput } from '../../walk/local-output.ts';
import { devicePlace, pass } from '../../walk/step.ts';
import { isUp } from '../link.ts';
import { unwrap } from './decapsulate.ts';
import { linkFailure } from './encapsulate.ts';
import { heardPeer, hearPeer, peerOf } from './wireguard-peer.ts';

const XMIT = 'wireguard/xmit';
const RCV = 'wireguard/rcv';
/** struct message_data and its authentication tag; data is padded to 16 bytes. */
const OVERHEAD = 32;
const PADDING = 16;
/** struct message_handshake_response in UDP over IPv4. */
const RESPONSE = 92;
const udpOver = (family: 4 | 6): number => (family === 4 ? 28 : 48);

const recordOf = (j: Journey, name: string): WireguardRecord | undefined =>
  j.ns.dump.wireguard?.find((d) => d.device === name);

const short = (key: string): string => `${key.slice(0, 8)}…`;

const lost = (
  j: Journey,
  link: LinkRecord,
  stage: string,
  says: string,
  evidence: Parameters<typeof drop>[1]['evidence'],
  more: { readonly answer?: Packet | undefined; readonly errno?: string } = {},
): Fates =>
  drop(j, {
    stage,
    reason: 'NOT_SPECIFIED',
    device: link.name,
    at: devicePlace(link, link.name),
    sentence: [says],
    evidence: evidence ?? [],
    ...(more.answer ? { answer: more.answer } : {}),
    ...(more.errno === undefined ? {} : { errno: more.errno }),
    check: [`wg show ${link.name}`],
  });

const notCollected = (j: Journey, link: LinkRecord, stage: string): Fates =>
  unknown(
    j,
    stage,
    gapHere(j.ns, 'wireguard-not-collected', `The peers of ${link.name} are not in the dump of ${j.ns.node}`, {
      action: `Install wireguard-tools on ${j.ns.node} and collect again.`,
    }),
    devicePlace(link, link.name),
  );

// @supports devices | wireguard | drivers/net/wireguard/device.c: wg_xmit(); drivers/net/wireguard/receive.c: wg_packet_consume_data_done()
/** wg_xmit(): the peer that is allowed the destination gets the packet, once it shook hands. */
export function wireguardTransmit(j: Journey, link: LinkRecord, _nextHop: Address): Fates {
  const device = recordOf(j, link.name);
  if (!device) return notCollected(j, link, XMIT);
  const { packet } = j;
  const peer = peerOf(device, packet.destination);
  if (!peer)
    return lost(
      j,
      link,
      XMIT,
      `no peer of ${link.name} has ${packet.destination} among its allowed IPs`,
      [evidenceAt(j.ns, 'wireguard', device)],
      { answer: linkFailure(packet), ...errnoOf(j, 'ENOKEY') },
    );
  const at = [evidenceAt(j.ns, 'wireguard', peer)];
  const heard = heardPeer(j, link.name, peer.publicKey);
  const to = heard ?? peer.endpoint;
  if (!to)
    return lost(
      j,
      link,
      XMIT,
      `peer ${short(peer.publicKey)} of ${link.name} has no endpoint: nobody knows where it is`,
      at,
      { answer: linkFailure(packet), ...errnoOf(j, 'EDESTADDRREQ') },
    );
  const sealed: Packet = {
    ...outerTo(device, to, heard?.own),
    length: udpOver(to.address.includes(':') ? 6 : 4) + OVERHEAD + Math.ceil(packet.length / PADDING) * PADDING,
    encapsulated: { kind: 'wireguard', from: device.publicKey, to: peer.publicKey, packet: { ...packet, mark: 0 } },
  };
  const says = `${link.name} seals the packet for peer ${short(peer.publicKey)} at ${to.address}`;
  const step = pass('encapsulate', XMIT, [says], at, { at: devicePlace(link, link.name) });
  const { owner: _o, bridge: _b, skbDevice: _d, sourceMac: _s, destinationMac: _m, ...rest } = withStep(j, step);
  return localOutput(
    { ...rest, packet: sealed, local: false },
    { lostAt: { stage: XMIT, device: link.name, reason: 'NOT_SPECIFIED' } },
  );
}

/** The errno of ndo_start_xmit() comes back from sendmsg(); TCP sends again as if the segment had been lost. */
const errnoOf = (j: Journey, errno: string): { readonly errno?: string } =>
  j.packet.protocol === 'tcp' ? {} : { errno };

/** send4(), send6(): a datagram of the device's own, with its mark. */
function outerTo(
  device: WireguardRecord,
  to: { readonly address: Address; readonly port: Packet['sourcePort'] },
  own: Address | undefined,
): Omit<Packet, 'length'> {
  const six = to.address.includes(':');
  return {
    family: six ? 6 : 4,
    source: own ?? (six ? '::' : '0.0.0.0'),
    destination: to.address,
    protocol: 'udp',
    sourcePort: device.listenPort,
    ...(to.port === undefined ? {} : { destinationPort: to.port }),
    ttl: 64,
    tos: 0,
    dontFragment: false,
    mark: device.mark,
  };
}

/** The device whose socket has the port; it is there while the device is up. */
function listening(j: Journey): { readonly link: LinkRecord; readonly device: WireguardRecord } | undefined {
  for (const device of j.ns.dump.wireguard ?? []) {
    if (device.listenPort !== j.packet.destinationPort) continue;
    const link = j.ns.dump.links.find((l) => l.name === device.device && l.kind === 'wireguard');
    if (link && isUp(link)) return { link, device };
  }
  return undefined;
}

/** wg_receive(): undefined if no device here has the port. What it cannot open it throws away without a word. */
export function wireguardReceive(j: Journey): Fates | undefined {
  const inner = j.packet.encapsulated;
  const found = listening(j);
  if (!found) {
    const unread = inner?.kind === 'wireguard' && j.ns.dump.wireguard === undefined;
    const link = unread && j.ns.dump.links.find((l) => l.kind === 'wireguard' && isUp(l));
    return link ? notCollected(j, link, RCV) : undefined;
  }
  const { link, device } = found;
  const here = [evidenceAt(j.ns, 'wireguard', device)];
  if (inner?.kind !== 'wireguard') return lost(j, link, RCV, 'the datagram is none of WireGuard', here);
  if (inner.to !== device.publicKey)
    return lost(j, link, RCV, `no handshake: the sender takes ${short(inner.to)} for the key of ${link.name}`, here);
  const peer = device.peers.find((p) => p.publicKey === inner.from);
  if (!peer)
    return lost(j, link, RCV, `no handshake: ${link.name} has no peer with the key ${short(inner.from)}`, here);
  const knew = heardPeer(j, link.name, peer.publicKey) !== undefined;
  const heard = hearPeer(j, link.name, peer.publicKey);
  if (inner.answers) return deliver(heard, 'kernel', link.name);
  if (knew) return opened(heard, link, device, peer);
  return andThen(answerHandshake(heard, link, device, peer), (fate) =>
    fate.kind === 'delivered' && fate.to === 'kernel'
      ? opened({ ...heard, flow: fate.flow, width: fate.width }, link, device, peer)
      : [{ choices: [], value: fate }],
  );
}

/** wg_packet_send_handshake_response(): before it has arrived, the other end sends no data. */
function answerHandshake(j: Journey, link: LinkRecord, device: WireguardRecord, peer: WireguardPeer): Fates {
  const { packet } = j;
  const inner = packet.encapsulated;
  if (inner?.kind !== 'wireguard') return [];
  const response: Packet = {
    ...outerTo(device, { address: packet.source, port: packet.sourcePort }, packet.destination),
    length: udpOver(packet.family) + RESPONSE,
    encapsulated: {
      kind: 'wireguard',
      from: device.publicKey,
      to: peer.publicKey,
      answers: true,
      packet: inner.packet,
    },
  };
  const step = pass(
    'encapsulate',
    RCV,
    [`${link.name} answers the handshake of peer ${short(peer.publicKey)}`],
    [evidenceAt(j.ns, 'wireguard', peer)],
    { at: devicePlace(link, link.name) },
  );
  const answering = withStep(enterNamespace(j, link.name, j.ns, link.name, response), step);
  return localOutput(
    { ...answering, packet: response },
    { lostAt: { stage: RCV, device: link.name, reason: 'NOT_SPECIFIED' } },
  );
}

/** wg_packet_consume_data_done(): what the peer sends must be from an address that it is allowed. */
function opened(j: Journey, link: LinkRecord, device: WireguardRecord, peer: WireguardPeer): Fates {
  const inner = j.packet.encapsulated;
  if (inner?.kind !== 'wireguard') return [];
  const { source } = inner.packet;
  if (peerOf(device, source) !== peer)
    return lost(
      j,
      link,
      RCV,
      `peer ${short(peer.publicKey)} of ${link.name} sends from ${source}, which is not among its allowed IPs`,
      [evidenceAt(j.ns, 'wireguard', peer)],
    );
  return unwrap({ ...j, packet: { ...j.packet, mark: 0 } }, link, inner, RCV);
}
