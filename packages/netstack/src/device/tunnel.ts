import type { Address, LinkRecord } from '@skoop/model';
import { type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import type { PacketType } from '../walk/receive.ts';
import { devicePlace } from '../walk/step.ts';
import { vxlanReceive } from './vxlan.ts';

/** Devices that are not evaluated yet: the packet's way ends in a gap that names them. */
export const tunnelTransmit = (j: Journey, link: LinkRecord, _nextHop: Address): Fates =>
  unknown(
    j,
    `${link.kind}/xmit`,
    gapHere(
      j.ns,
      'device-not-evaluated',
      `What ${link.name}, a ${link.kind} device, does with a packet is not evaluated`,
    ),
    devicePlace(link, link.name),
  );

/** A packet for this machine that a tunnel device takes; undefined if none does. */
export const receiveTunnel = (j: Journey, device: string, type: PacketType): Fates | undefined =>
  vxlanReceive(j, device, type);
