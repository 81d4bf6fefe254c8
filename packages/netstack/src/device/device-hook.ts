import type { LinkRecord } from '@skoop/model';
import { callHook } from '../walk/call-hook.ts';
import type { Fates, Journey } from '../walk/journey.ts';
import { packetType } from '../walk/receive.ts';

/** nf_ingress(), nf_hook_egress(): nft chains of one device, which see its frames before and after everything else. */
export function deviceHook(
  j: Journey,
  hook: 'PREROUTING' | 'POSTROUTING',
  link: LinkRecord,
  next: (j: Journey) => Fates,
): Fates {
  if (!j.ns.dump.nft) return next(j);
  const type = hook === 'PREROUTING' ? packetType(link, j.destinationMac) : 'host';
  const place = hook === 'PREROUTING' ? { inDevice: link.name } : { outDevice: link.name };
  return callHook(j, hook, { layer: 'netdev', ...place, packetType: type, silent: type !== 'host' }, next);
}
