import type { Address, LinkRecord, Packet } from '@skoop/model';
import { emptyFlow } from '../flow.ts';
import type { Namespace } from '../namespace.ts';
import type { HookInput } from '../netfilter/hook.ts';
import type { Env } from '../walk/journey.ts';
import type { Answerer } from './ask.ts';

/** An ARP packet, as far as chains of the bridge and netdev families can look at it. */
const arp = (source: Address, destination: Address): Packet => ({
  family: 4,
  source,
  destination,
  protocol: 'arp',
  ttl: 0,
  tos: 0,
  length: 28,
  dontFragment: false,
  mark: 0,
});

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

type Ways = Pick<Env, 'runHook' | 'world'>;
type Stop = readonly [ns: Namespace, hook: HookInput['hook'], place: Partial<HookInput>];
type Crossing = Answerer['crossed'][number];

const ingress = (ns: Namespace, device: string): Stop => [ns, 'PREROUTING', { layer: 'netdev', inDevice: device }];
const arpHook = (ns: Namespace, hook: 'INPUT' | 'OUTPUT', device: string): Stop => [
  ns,
  hook,
  { layer: 'arp', ...(hook === 'INPUT' ? { inDevice: device } : { outDevice: device }) },
];
const egress = (ns: Namespace, device: string): Stop => [ns, 'POSTROUTING', { layer: 'netdev', outDevice: device }];

/** Hooks of a bridge and of its ports that a frame passes; without `from` the bridge sends it, without `to` it is for the bridge. */
function atBridge({ world }: Ways, { bridge, from, to }: Crossing): readonly Stop[] {
  const ns = world.namespace(bridge.slice(0, bridge.lastIndexOf('/')));
  if (!ns?.dump.nft) return [];
  const at = (hook: HookInput['hook'], place: Partial<HookInput>): Stop => [ns, hook, { layer: 'bridge', ...place }];
  const came: readonly Stop[] = from === undefined ? [] : [ingress(ns, from), at('PREROUTING', { inDevice: from })];
  if (to === undefined) return [...came, ...(from === undefined ? [] : [at('INPUT', { inDevice: from })])];
  const through =
    from === undefined ? at('OUTPUT', { outDevice: to }) : at('FORWARD', { inDevice: from, outDevice: to });
  return [...came, through, at('POSTROUTING', { outDevice: to }), egress(ns, to)];
}

const passesAll = (
  { runHook }: Ways,
  packet: Packet,
  macs: readonly [string, string],
  stops: readonly Stop[],
  arp: 'request' | 'reply',
): boolean =>
  stops.every(([ns, hook, place]) => {
    if (place.layer === 'arp' && packet.protocol !== 'arp') return true;
    const [sourceMac, destinationMac] = macs;
    const results = runHook({ ns, hook, packet, flow: emptyFlow, sourceMac, destinationMac, arp, ...place });
    return results.length === 0 || results.some((r) => r.value.kind !== 'drop');
  });

const turned = ({ bridge, from, to }: Crossing): Crossing => ({
  bridge,
  ...(to === undefined ? {} : { from: to }),
  ...(from === undefined ? {} : { to: from }),
});

export type Exchange = { readonly question: Packet; readonly answer: Packet };

/** A question for the address of `target` and its answer, by ARP. */
export const arpExchange = (sender: Address, target: Address): Exchange => ({
  question: arp(sender, target),
  answer: arp(target, sender),
});

/**
 * Do chains of the arp, bridge and netdev families let a question for a link-layer address and its answer pass? ARP meets no others.
 * NF_HOOK(NFPROTO_ARP), NF_HOOK(NFPROTO_BRIDGE), nf_ingress(), nf_egress().
 */
export function framesPass(
  ways: Ways,
  asker: { readonly ns: Namespace; readonly link: LinkRecord },
  { question, answer }: Exchange,
  a: Answerer,
): boolean {
  const there = a.how === 'beyond' ? a.there : a;
  const own = asker.link.mac ?? BROADCAST;
  const bridges = a.crossed.flatMap((c) => atBridge(ways, c));
  const back = a.crossed.toReversed().flatMap((c) => atBridge(ways, turned(c)));
  const { name } = asker.link;
  const asked = there ? [ingress(there.ns, there.device), arpHook(there.ns, 'INPUT', there.device)] : [];
  const answered = there ? [arpHook(there.ns, 'OUTPUT', there.device), egress(there.ns, there.device)] : [];
  const out = [arpHook(asker.ns, 'OUTPUT', name), egress(asker.ns, name), ...bridges, ...asked];
  const home = [...answered, ...back, ingress(asker.ns, name), arpHook(asker.ns, 'INPUT', name)];
  return (
    passesAll(ways, question, [own, BROADCAST], out, 'request') &&
    passesAll(ways, answer, [a.mac ?? BROADCAST, own], home, 'reply')
  );
}
