import { evidenceAt } from '../section.ts';
import { drop, type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { ipReceive, packetType } from '../walk/receive.ts';
import { devicePlace } from '../walk/step.ts';
import { bridgeReceive } from './bridge.ts';
import { deviceHook } from './device-hook.ts';
import { bridgeOf, findLink, isUp } from './link.ts';
import { programForks } from './program.ts';

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
  return programForks(j, link, 'ingress', (programmed) =>
    deviceHook(programmed, 'PREROUTING', link, (k) => {
      const bridge = bridgeOf(k.ns, link);
      if (bridge) return bridgeReceive(k, bridge, link);
      if (link.master !== undefined) {
        const master = findLink(k.ns, link.master);
        if (master?.kind === 'bond' || master?.kind === 'team') return receiveFrame(k, master.name);
        if (master?.kind !== 'vrf')
          return unknown(
            k,
            'dev/receive',
            gapHere(
              k.ns,
              'device-not-evaluated',
              `${device} belongs to ${link.master}, a ${master?.kind ?? 'device'} that is not evaluated`,
            ),
            at,
          );
      }
      return ipReceive({ ...k, skbDevice: device }, device, packetType(link, k.destinationMac));
    }),
  );
}
