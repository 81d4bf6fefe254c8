import { findLink } from '../device/link.ts';
import { lookupRoute } from '../route/index.ts';
import type { HookInput } from './hook.ts';

/**
 * tcpmss_mangle_packet() and nft_rt_get_tcpmss(): the smaller of the MTU of the route in use and of the route back to the source.
 * undefined: the way out is not known at this hook.
 */
export function pathMtuBothWays(skb: HookInput): number | undefined {
  const { ns, packet, outDevice } = skb;
  const out = outDevice === undefined ? undefined : findLink(ns, outDevice)?.mtu;
  const back = lookupRoute(ns, { family: packet.family, destination: packet.source });
  const device = back.kind === 'error' ? undefined : back.route.nexthops[0]?.device;
  const backMtu =
    back.kind === 'error'
      ? undefined
      : (back.route.mtu ?? (device === undefined ? undefined : findLink(ns, device)?.mtu));
  const known = [out, backMtu].filter((x) => x !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
