import type { LinkRecord } from '@skoop/model';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { ipReceive, type PacketType, packetType } from '../walk/receive.ts';
import { devicePlace } from '../walk/step.ts';
import { CROSSING, spend } from '../work.ts';
import { hearsBy, isBond, notHeard } from './bond.ts';
import { bridgeReceive } from './bridge.ts';
import { deviceHook } from './device-hook.ts';
import { ipvlanReceive } from './ipvlan.ts';
import { bridgeOf, findLink, isUp } from './link.ts';
import { macvlanReceive } from './macvlan.ts';
import { processBehind } from './process-behind.ts';
import { programForks } from './program.ts';
import { tagText, vlanReceive } from './vlan.ts';

/** netif_receive_skb(): a frame came in by a device of the journey's namespace. */
export function receiveFrame(j: Journey, device: string): Fates {
  const link = findLink(j.ns, device);
  if (!link)
    return unknown(
      j,
      'dev/receive',
      gapHere(j.ns, 'device-unknown', `The frame comes in by ${device}, which the dump does not list`),
    );
  const at = devicePlace(link, device);
  if (!isUp(link))
    return drop(j, {
      stage: 'dev/receive',
      reason: 'NOT_SPECIFIED',
      device,
      at,
      sentence: [`${device} is down`],
      evidence: [evidenceAt(j.ns, 'links', link)],
    });
  return receiveRound(j, link, packetType(link, j.destinationMac));
}

/** tap_handle_frame(): what comes in is for a process. */
const TAPS = new Set(['macvtap', 'ipvtap']);

/** A device hands the frame to one that sits on it. Devices of a hostile dump may sit on each other in a circle. */
function oneUp(j: Journey, link: LinkRecord, type: PacketType): Fates {
  const budget = spend(j.env.work, CROSSING) ? j.budget - 1 : 0;
  if (budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  return receiveRound({ ...j, budget }, link, type);
}

/** One round of __netif_receive_skb_core(): a device hands the frame to one above it, or to the IP stack. `type` as seen so far. */
export function receiveRound(j: Journey, link: LinkRecord, type: PacketType): Fates {
  return programForks(j, link, 'ingress', (programmed) =>
    deviceHook(programmed, 'PREROUTING', link, (k) => {
      if (TAPS.has(link.kind)) return processBehind(k, link);
      const above = vlanReceive(k, link, type, oneUp);
      if (above) return above;
      const bridge = bridgeOf(k.ns, link);
      if (bridge) return bridgeReceive(k, bridge, link);
      const itself = (): Fates => receiveItself(k, link, type);
      return macvlanReceive(k, link, oneUp, itself) ?? ipvlanReceive(k, link, type, oneUp, itself) ?? itself();
    }),
  );
}

function receiveItself(j: Journey, link: LinkRecord, type: PacketType): Fates {
  const master = link.master === undefined ? undefined : findLink(j.ns, link.master);
  if (master && isBond(master)) return hearsBy(master, link, type) ? oneUp(j, master, type) : notHeard(j, master, link);
  if (link.master !== undefined && master?.kind !== 'vrf')
    return unknown(
      j,
      'dev/receive',
      gapHere(
        j.ns,
        'device-not-evaluated',
        `${link.name} belongs to ${link.master}, a ${master?.kind ?? 'device'} that is not evaluated`,
      ),
      devicePlace(link, link.name),
    );
  const [tag] = j.tags ?? [];
  // No VLAN of this device takes it; the priority tag, VLAN 0, is no matter.
  if (tag && tag.id !== 0)
    return drop(j, {
      stage: `${j.packet.family === 4 ? 'ip_rcv' : 'ip6_rcv'}/pkt_type`,
      reason: 'OTHERHOST',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [`the frame has the tag of ${tagText(tag)}, and ${link.name} has no device for that VLAN`],
      evidence: [evidenceAt(j.ns, 'links', link)],
      check: ['ip -d link show type vlan'],
    });
  return ipReceive({ ...j, skbDevice: link.name }, link.name, type);
}
