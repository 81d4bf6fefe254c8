import type { LinkRecord } from '@skoop/model';
import { evidenceAt } from '../section.ts';
import { type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';

/** Of the gap where the packet's way ends at a process. */
export const PROCESS_BEHIND = 'process-behind-device';

// @supports devices | tun, tap | drivers/net/tun.c: tun_net_xmit() | maybe: a process takes what is sent there
// @supports devices | macvtap, ipvtap receiving | drivers/net/tap.c: tap_handle_frame() | maybe: a process takes what comes in
/** A process (a virtual machine, a VPN) reads the packet, and may do anything with it. */
export function processBehind(j: Journey, link: LinkRecord): Fates {
  const type = link.kind === 'tun' ? (link.details.type ?? 'tun') : link.kind;
  const said = `${link.name} is a ${type} device: a process takes the packet, and what it does with it cannot be read`;
  return unknown(
    j,
    `${link.kind}/process`,
    gapHere(j.ns, PROCESS_BEHIND, said, { evidence: evidenceAt(j.ns, 'links', link) }),
    devicePlace(link, link.name),
  );
}
