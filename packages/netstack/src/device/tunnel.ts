import type { Address, LinkRecord } from '@skoop/model';
import { type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import type { PacketType } from '../walk/receive.ts';
import { devicePlace } from '../walk/step.ts';
import { geneveReceive, geneveTransmit } from './tunnels/geneve.ts';
import { greReceive, greTransmit } from './tunnels/gre.ts';
import { ip6tnlReceive, ip6tnlTransmit } from './tunnels/ip6tnl.ts';
import { ipipReceive, ipipTransmit } from './tunnels/ipip.ts';
import { sitReceive, sitTransmit } from './tunnels/sit.ts';
import { wireguardReceive, wireguardTransmit } from './tunnels/wireguard.ts';
import { vxlanReceive } from './vxlan.ts';

type Transmit = (j: Journey, link: LinkRecord, nextHop: Address) => Fates;

/** Tunnels by the kind of their device. */
const TRANSMIT: ReadonlyMap<string, Transmit> = new Map([
  ['ipip', ipipTransmit],
  ['sit', sitTransmit],
  ['ip6tnl', ip6tnlTransmit],
  ['gre', greTransmit],
  ['gretap', greTransmit],
  ['ip6gre', greTransmit],
  ['ip6gretap', greTransmit],
  ['geneve', geneveTransmit],
  ['wireguard', wireguardTransmit],
]);

/** A packet leaves by a device that is no wire: a tunnel by its kind, else a gap that names what is not evaluated. */
export function tunnelTransmit(j: Journey, link: LinkRecord, nextHop: Address): Fates {
  const known = TRANSMIT.get(link.kind);
  const told = unreadParameter(link);
  if (known && told === undefined) return known(j, link, nextHop);
  const what = told === undefined ? `${link.name}, a ${link.kind} device,` : `${link.name} with ${told}`;
  return unknown(
    j,
    `${link.kind}/xmit`,
    gapHere(j.ns, 'device-not-evaluated', `What ${what} does with a packet is not evaluated`),
    devicePlace(link, link.name),
  );
}

/** Parameters that change what a tunnel does in ways that are not evaluated. */
function unreadParameter({ details }: LinkRecord): string | undefined {
  if (details.external !== undefined || details.collect_metadata !== undefined) return 'per-route tunnel metadata';
  return details.encap === undefined || details.encap === 'none' ? undefined : `encapsulation in ${details.encap}`;
}

/** A packet for this machine that a tunnel device takes; undefined if none does. */
export function receiveTunnel(j: Journey, device: string, type: PacketType): Fates | undefined {
  const { protocol, family } = j.packet;
  if (protocol === 'udp') return vxlanReceive(j, device, type) ?? geneveReceive(j) ?? wireguardReceive(j);
  if (protocol === 'gre') return greReceive(j, device, type);
  if (family === 6) return protocol === 'ipip' || protocol === 'ipv6' ? ip6tnlReceive(j, device, type) : undefined;
  if (protocol === 'ipip') return ipipReceive(j, device, type);
  return protocol === 'ipv6' ? sitReceive(j, device, type) : undefined;
}
