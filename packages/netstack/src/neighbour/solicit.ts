import {
  type Address,
  addressWords,
  isLinkLocal,
  isMulticast,
  type LinkRecord,
  type Packet,
  parsePrefix,
  prefixContains,
  type RouteRecord,
} from '@skoop/model';
import { isBond } from '../device/bond.ts';
import { addressesOn, bridgeOf, findLink } from '../device/link.ts';
import { emptyFlow, type Flow } from '../flow.ts';
import { memoise, type Namespace } from '../namespace.ts';
import type { HookInput, RunHook } from '../netfilter/hook.ts';
import { lookupRoute } from '../route/lookup.ts';
import { sysctl } from '../sysctl.ts';
import type { Env } from '../walk/journey.ts';
import type { Answerer } from './ask.ts';
import { staticNeighbour } from './entry.ts';
import type { Exchange } from './frames.ts';

const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const HOP_LIMIT = 255;

/** ff02::1:ffXX:XXXX of an address. addrconf_addr_solict_mult() */
function solicitedNode(address: Address): Address {
  const low = addressWords(address)?.at(-1) ?? 0;
  return `ff02::1:ff${((low >>> 16) & 0xff).toString(16).padStart(2, '0')}:${(low & 0xffff).toString(16)}`;
}

const message = (type: number, source: Address, destination: Address): Packet => ({
  family: 6,
  source,
  destination,
  protocol: 'icmpv6',
  icmp: { type, code: 0 },
  ttl: HOP_LIMIT,
  tos: 0,
  length: 72,
  dontFragment: false,
  mark: 0,
});

type Site = { readonly ns: Namespace; readonly device: string };

/** Conntrack leaves neighbour discovery alone: noct_valid_new of nf_conntrack_proto_icmpv6.c. */
const untracked = (ns: Namespace): Flow => ({ ...emptyFlow, attached: new Map([[ns.key, { kind: 'untracked' }]]) });

/** Do the rules of a hook let it pass? What dice drop is asked again; what is not known counts as passing. */
function passes(run: RunHook, at: Site, hook: HookInput['hook'], packet: Packet, place: Partial<HookInput>): boolean {
  const results = run({ ns: at.ns, hook, packet, flow: untracked(at.ns), ...place });
  // One that came by a router has another hop limit, and so has one that a rule changed. ndisc_rcv()
  const fits = (r: (typeof results)[number]): boolean => r.value.kind !== 'drop' && r.value.packet.ttl === HOP_LIMIT;
  return results.length === 0 || results.some(fits);
}

const leaves = (run: RunHook, at: Site, packet: Packet): boolean =>
  passes(run, at, 'OUTPUT', packet, { outDevice: at.device }) &&
  passes(run, at, 'POSTROUTING', packet, { outDevice: at.device }) &&
  passes(run, at, 'POSTROUTING', packet, { layer: 'netdev', outDevice: at.device });

function arrives(run: RunHook, at: Site, packet: Packet, packetType: HookInput['packetType']): boolean {
  const place = { inDevice: at.device, packetType };
  if (!passes(run, at, 'PREROUTING', packet, { ...place, layer: 'netdev' })) return false;
  return passes(run, at, 'PREROUTING', packet, place) && isForUs(at, packet) && passes(run, at, 'INPUT', packet, place);
}

/**
 * A message of neighbour discovery is routed like any packet: where the rule for table local comes late, the default route of main takes
 * questions and answers away, and ip6_forward() drops them. ip6_rcv_finish_core(), ip6_rt_init_dst()
 */
function isForUs({ ns, device }: Site, { source, destination }: Packet): boolean {
  // Without any route to groups the dump does not say what its kernel would find.
  if (isMulticast(destination) && !hasGroups(ns)) return true;
  // rt6_need_strict(): a group is looked for on the device alone that its packet came in by.
  const strict = isMulticast(destination) || isLinkLocal(destination);
  const key = { family: 6, source, destination, inDevice: device, strict, protocol: 'icmpv6', uid: 0 } as const;
  const found = lookupRoute(ns, key);
  return found.kind === 'route' && (found.type !== 'unicast' || isGroups(found.route));
}

const isGroups = (r: RouteRecord): boolean => isMulticast(r.destination.split('/')[0] ?? '');
const hasGroups = memoise((dump) => dump.routes.some((r) => r.family === 6 && isGroups(r)));

/** br_nf_pre_routing_ipv6(), br_nf_forward(), br_nf_post_routing(): a frame that a bridge passes on. */
function bridged(env: Pick<Env, 'runHook' | 'world'>, crossed: Answerer['crossed'], packet: Packet): boolean {
  const run = env.runHook;
  return crossed.every(({ bridge, from, to }) => {
    const slash = bridge.lastIndexOf('/');
    const ns = env.world.namespace(bridge.slice(0, slash));
    const device = bridge.slice(slash + 1);
    if (!ns || from === undefined || to === undefined) return true;
    if (sysctl(ns, 'net/bridge/bridge-nf-call-ip6tables', 0) === 0) return true;
    const at = { ns, device };
    const ports = { physInDevice: from, physOutDevice: to, bridged: true };
    return (
      passes(run, at, 'PREROUTING', packet, { inDevice: device, physInDevice: from }) &&
      passes(run, at, 'FORWARD', packet, { inDevice: device, outDevice: device, ...ports }) &&
      passes(run, at, 'POSTROUTING', packet, { outDevice: device, ...ports })
    );
  });
}

/** The way back over a bridge. */
const turned = ({ bridge, from, to }: Answerer['crossed'][number]): Answerer['crossed'][number] => ({
  bridge,
  ...(to === undefined ? {} : { from: to }),
  ...(from === undefined ? {} : { to: from }),
});

/** The layer-3 device that a frame comes up by: that of a bond, and of a bridge which has that as a port. */
export function upperDevice(ns: Namespace, device: string): string {
  const link = findLink(ns, device);
  const master = link?.master === undefined ? undefined : findLink(ns, link.master);
  const bond = master && isBond(master) ? master : undefined;
  const port = bond ?? link;
  return (port && bridgeOf(ns, port)?.name) ?? port?.name ?? device;
}

/**
 * IPv6 asks for link-layer addresses by ICMPv6, which meets ip6tables and nft like any packet: question and answer have to pass the
 * rules of both ends and of bridges between. ndisc_send_skb(), ndisc_rcv().
 */
export function solicitationPasses(
  env: Pick<Env, 'runHook' | 'world'>,
  asker: Site & { readonly address: Address },
  target: Address,
  a: Answerer,
): boolean {
  const run = env.runHook;
  const question = message(SOLICITATION, asker.address, solicitedNode(target));
  const answer = message(ADVERTISEMENT, target, asker.address);
  const back = { ns: asker.ns, device: asker.device };
  if (!leaves(run, back, question) || !arrives(run, back, answer, 'host')) return false;
  const there = a.how === 'beyond' ? a.there : { ns: a.ns, device: a.device };
  if (!there) return true;
  const site = { ns: there.ns, device: upperDevice(there.ns, there.device) };
  if (!arrives(run, site, question, 'multicast') || !leaves(run, site, answer)) return false;
  return bridged(env, a.crossed, question) && bridged(env, a.crossed.map(turned), answer);
}

/** Stands for the link-local address of a router outside, which nothing tells. */
const ROUTER = 'fe80::1';

/** A host of the link asks from its own address, a router for a packet of others from its link-local one. ndisc_solicit() */
function askerOutside({ ns, device }: Site, source: Address): Address {
  const neighbours = addressesOn(ns, device).some((a) => {
    const prefix = parsePrefix(`${a.address}/${a.prefixLength}`);
    return prefix !== undefined && prefixContains(prefix, source);
  });
  return neighbours ? source : ROUTER;
}

/** Does a node answer a host or router outside that asks for its hardware address, to send a packet from `source`? */
export function answersOutside(
  { runHook }: Pick<Env, 'runHook'>,
  { ns, device }: Site,
  target: Address,
  source: Address,
): boolean {
  const site = { ns, device: upperDevice(ns, device) };
  const asker = askerOutside(site, source);
  if (!arrives(runHook, site, message(SOLICITATION, asker, solicitedNode(target)), 'multicast')) return false;
  return leaves(runHook, site, message(ADVERTISEMENT, target, asker));
}

export const ndpExchange = (sender: Address, target: Address): Exchange => ({
  question: message(SOLICITATION, sender, solicitedNode(target)),
  answer: message(ADVERTISEMENT, target, sender),
});

/** An advertisement is a packet like others: where its sender's own table has a wrong address for the asker, it goes astray. */
export function answerReaches(asker: LinkRecord, sender: Address, a: Answerer): boolean {
  const there = a.how === 'beyond' ? a.there : a;
  const set = there && staticNeighbour(there.ns, upperDevice(there.ns, there.device), sender);
  return set?.mac === undefined || set.mac === asker.mac;
}
