import { isLinkLocal, isMulticast } from '@skoop/model';
import { lookupRoute } from '../../../route/index.ts';
import { routeUses } from '../../../route/validate-source.ts';
import { answerOf } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import type { MatchModule } from '../module.ts';

export type ReverseCheck = { readonly loose: boolean; readonly validMark: boolean; readonly acceptLocal: boolean };

/** `-m rpfilter [--loose] [--validmark] [--accept-local] [--invert]`. net/ipv4/netfilter/ipt_rpfilter.c: rpfilter_mt(), ip6t_rpfilter.c. */
export const rpfilter: MatchModule = {
  options: { '--loose': 0, '--validmark': 0, '--accept-local': 0, '--invert': 0 },
  compile(options) {
    const has = (name: string): boolean => options.some((o) => o.name === name);
    const check = { loose: has('--loose'), validMark: has('--validmark'), acceptLocal: has('--accept-local') };
    const invert = has('--invert');
    return (skb) => answerOf(reversePathFits(skb, check) !== invert);
  },
};

/** rpfilter_lookup_reverse(): does the route back to the source leave by the device that the packet came in by? */
export function reversePathFits(skb: HookInput, check: ReverseCheck): boolean {
  const { ns, packet, inDevice } = skb;
  if (inDevice === 'lo' || inDevice === undefined || skb.packetType === 'loopback') return true;
  if (packet.family === 6 && packet.source === '::') return true;
  if (
    packet.source.startsWith('0.') &&
    (packet.destination === '255.255.255.255' || isLocalMulticast(packet.destination))
  )
    return true;
  const toGroup = isMulticast(packet.destination) || packet.destination === '255.255.255.255';
  const result = lookupRoute(ns, {
    family: packet.family,
    destination: packet.source,
    ...(toGroup ? {} : { source: packet.destination }),
    mark: check.validMark ? packet.mark : 0,
    tos: packet.tos,
    uid: 0,
    ignoreLinkState: true,
    ...(packet.family === 6 ? { protocol: packet.protocol } : {}),
    // Other addresses are looked up without regard to the device, which the found route is then compared with.
    ...(packet.family === 6 && isLinkLocal(packet.source) ? { outDevice: inDevice } : {}),
  });
  if (result.kind === 'error') return false;
  if (result.type === 'local') {
    if (!check.acceptLocal) return false;
    if (packet.family === 6) return true;
  } else if (result.type !== 'unicast') return false;
  return check.loose || routeUses(result.route, inDevice);
}

const isLocalMulticast = (address: string): boolean => address.startsWith('224.0.0.');
