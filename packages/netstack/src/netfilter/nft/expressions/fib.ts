import { isLinkLocal, isMulticast } from '@skoop/model';
import { addressType, lookupRoute } from '../../../route/index.ts';
import { routeUses } from '../../../route/validate-source.ts';
import type { HookInput } from '../../hook.ts';
import type { Expression, ExpressionModule } from '../context.ts';
import { symbol } from '../datatype.ts';
import { asList, asObject, asText } from '../json.ts';
import { type Loaded, number, text } from '../value.ts';

/** `fib saddr|daddr [. mark . iif] type|oif|oifname`. net/ipv4/netfilter/nft_fib_ipv4.c: nft_fib4_eval(), nft_fib4_eval_type(). */
export const fib: ExpressionModule = (value): Expression => {
  const { result, flags } = asObject(value);
  const has = new Set(asList(flags).map((f) => asText(f) ?? ''));
  if (result === 'type') return { type: 'fibtype', load: (skb) => typeOf(skb, has) };
  return { type: 'name', load: (skb) => text(deviceOf(skb, has)) };
};

function typeOf(skb: HookInput, flags: ReadonlySet<string>): Loaded {
  const device = flags.has('iif') ? skb.inDevice : flags.has('oif') ? skb.outDevice : undefined;
  const address = flags.has('saddr') ? skb.packet.source : skb.packet.destination;
  return number(symbol('fibtype', addressType(skb.ns, address, device)) ?? 1);
}

/** The device of the route to the address, '' if there is none. */
function deviceOf(skb: HookInput, flags: ReadonlySet<string>): string {
  const { ns, packet } = skb;
  if (skb.hook === 'PREROUTING' && (skb.inDevice === 'lo' || skb.packetType === 'loopback'))
    return skb.inDevice ?? 'lo';
  const forward = flags.has('daddr');
  const other = forward ? packet.source : packet.destination;
  const device = flags.has('iif') ? skb.inDevice : flags.has('oif') ? skb.outDevice : undefined;
  const destination = forward ? packet.destination : packet.source;
  const result = lookupRoute(ns, {
    family: packet.family,
    destination,
    ...(isMulticast(other) || other === '255.255.255.255' || other.startsWith('0.') ? {} : { source: other }),
    mark: flags.has('mark') ? packet.mark : 0,
    tos: packet.tos,
    uid: 0,
    ignoreLinkState: true,
    // nft_fib6_flowi_init(): only link-local addresses are asked for on one device, others have to be routed there by themselves.
    ...(packet.family === 6 && isLinkLocal(destination) ? { outDevice: device ?? skb.inDevice } : {}),
  });
  if (result.kind === 'error' || result.type === 'local' || result.type === 'anycast') return '';
  if (device !== undefined) return routeUses(result.route, device) ? device : '';
  return result.nexthops[0]?.device ?? result.route.nexthops[0]?.device ?? '';
}
