import { isLinkLocal, isLoopback, isMulticast, isUnspecified, type Packet } from '@skoop/model';
import { findLink, isUp } from '../device/link.ts';
import { vrfAbove, vrfOf, vrfOutput } from '../device/vrf.ts';
import { andThen, type Fork, mapFork, sure } from '../fork.ts';
import type { RouteKey, RouteResult } from '../route/key.ts';
import { ipv6SourceAddress, selectSourceAddress } from '../route/source-address.ts';
import { confEvidence, orConf } from '../sysctl.ts';
import { callHook } from './call-hook.ts';
import { drop, type Fates, type Journey, withStep } from './journey.ts';
import { ipOutput } from './output.ts';
import { flowName, noRouteSentence, type RouteChoice, type Routed, remember, routeForks, routeStep } from './routed.ts';
import { pass } from './step.ts';

export type OutputOptions = {
  /** The device that the sender insists on (SO_BINDTODEVICE, `dev` of a tunnel). */
  readonly device?: string;
  /** The route was looked up before there was a source, and is kept: connect() of IPv6. ip6_dst_lookup_tail() */
  readonly anySource?: boolean;
  /**
   * Where a tunnel loses what it cannot route, and the kernel's word for it where it is not that of routing. `unroutable`: what it tells the
   * sender of the inner packet if there is no route at all.
   */
  readonly lostAt?: {
    readonly stage: string;
    readonly device: string;
    readonly reason?: string;
    readonly unroutable?: Packet;
  };
  /** flowi_mark of the lookup, where it is not that of the packet: a tunnel has its own. */
  readonly routeMark?: number;
  /** What a tunnel checks once it has a route: fates end the packet's way here. */
  readonly admit?: (j: Journey, r: Routed) => Journey | Fates;
  /** vxlan: the packet that it would send to its own machine is handed over without being sent. */
  readonly bypass?: (j: Journey) => Fates;
  /** IPVS sends a packet on that was on its way already. */
  readonly continued?: boolean;
};

/** sock_net_uid(): packets of the kernel itself belong to root. */
const senderUid = (j: Journey): number | undefined => (j.local && j.owner ? j.owner.uid : 0);

export const outputKey = (p: Packet, uid: number | undefined, device?: string): RouteKey => ({
  family: p.family,
  destination: p.destination,
  ...(isUnspecified(p.source) ? {} : { source: p.source }),
  mark: p.mark,
  tos: p.tos,
  protocol: p.protocol,
  ...(p.sourcePort === undefined ? {} : { sourcePort: p.sourcePort }),
  ...(p.destinationPort === undefined ? {} : { destinationPort: p.destinationPort }),
  ...(uid === undefined ? {} : { uid }),
  ...(device === undefined ? {} : { outDevice: device }),
});

/** A fixed device needs no route in IPv4: the kernel takes the destination as on the link. ip_route_output_key_hash_rcu() */
function assumedOnLink({ ns, packet: p }: Journey, device: string | undefined): Routed | undefined {
  if (device === undefined || p.family !== 4) return undefined;
  const link = findLink(ns, device);
  // The table of a VRF says all there is.
  if (!link || !isUp(link) || vrfOf(ns, device)) return undefined;
  const hop = { device, weight: 1, flags: [] };
  const route = {
    line: 0,
    family: 4,
    type: 'unicast',
    destination: `${p.destination}/32`,
    table: 'main',
    metric: 0,
  } as const;
  return {
    kind: 'routed',
    type: 'unicast',
    device,
    hop,
    nextHop: p.destination,
    route: { ...route, scope: 'link', nexthops: [hop] },
  };
}

/** Drop of a packet that its own machine cannot route: the sender's system call fails with this errno. */
function refuseUnroutable(
  j: Journey,
  error: RouteResult & { readonly kind: 'error' },
  lostAt?: OutputOptions['lostAt'],
): Fates {
  const why = noRouteSentence(j.ns, j.packet.destination, error);
  return drop(j, {
    stage: 'local-out/route',
    reason: 'IP_OUTNOROUTES',
    sentence: why.sentence,
    evidence: why.evidence,
    errno: error.errno,
    check: [`ip route get ${j.packet.destination}`],
    ...lostAt,
    ...(lostAt?.unroutable ? { answer: lostAt.unroutable } : {}),
  });
}

/** The way to the other end of a tunnel leads into the tunnel. udp_tunnel_dst_lookup(), ip_tunnel_xmit() */
const refuseCircle = (j: Journey, lostAt: NonNullable<OutputOptions['lostAt']>): Fates =>
  drop(j, {
    reason: 'IP_OUTNOROUTES',
    sentence: [`the route to the other end of the tunnel, ${j.packet.destination}, leads into ${lostAt.device} itself`],
    check: [`ip route get ${j.packet.destination}`],
    ...lostAt,
  });

/** dev_recursion_level() from which on iptunnel_xmit() sends no more: IP_TUNNEL_RECURSION_LIMIT. */
const TUNNELS_IN_TUNNELS = 4;
const refuseNesting = (j: Journey, lostAt: NonNullable<OutputOptions['lostAt']>): Fates =>
  drop(j, {
    reason: 'RECURSION_LIMIT',
    sentence: [
      `${lostAt.device} would send into the ${TUNNELS_IN_TUNNELS}th tunnel within a tunnel: they go in a circle`,
    ],
    check: [`ip route get ${j.packet.destination}`],
    ...lostAt,
  });

/** __ipv6_addr_needs_scope_id(): addresses that mean something else on each link. */
const needsScope = (address: string): boolean =>
  address.includes(':') && (isLinkLocal(address) || /^ff.[12]:/.test(address));

/** tcp_v6_connect(), __ip6_datagram_connect(), rawv6_sendmsg(): the sender has to say which link is meant. */
const refuseScopeless = (j: Journey): Fates =>
  drop(j, {
    stage: 'local-out/route',
    reason: 'IP_OUTNOROUTES',
    sentence: [`${j.packet.destination} is an address of every link, and the client does not say by which device`],
    errno: 'EINVAL',
  });

/** ip6_dst_lookup_tail(): who is bound to no address gets one before anything is said about routes. */
const refuseWithoutAddress = (j: Journey): Fates =>
  drop(j, {
    stage: 'local-out/route',
    reason: 'IP_OUTNOROUTES',
    sentence: [`no device of ${j.ns.label} on ${j.ns.node} has an IPv6 address to send from`],
    errno: 'EADDRNOTAVAIL',
    check: ['ip -6 addr'],
  });

/** ipv4_is_lbcast(): by whatever route, it is a broadcast. __mkroute_output() */
const LIMITED_BROADCAST = '255.255.255.255';

/** Nobody may send to a broadcast address without SO_BROADCAST; TCP never, nor to a group. udp_sendmsg(), tcp_v4_connect(), tcp_v6_connect() */
const refuseBroadcast = (j: Journey): Fates =>
  drop(j, {
    stage: 'local-out/route',
    reason: 'IP_OUTNOROUTES',
    sentence: [`${j.packet.destination} is a ${isMulticast(j.packet.destination) ? 'multicast' : 'broadcast'} address`],
    errno: j.packet.protocol === 'tcp' ? 'ENETUNREACH' : 'EACCES',
  });

/** What no process sends and no SO_BROADCAST is asked for: echo replies, SYN-ACKs, RSTs. */
const isKernelsAnswer = ({ protocol, icmp, tcpFlags = [] }: Packet): boolean =>
  protocol === 'icmp'
    ? icmp?.type === 0
    : protocol === 'tcp' && (tcpFlags.includes('SYN') ? tcpFlags.includes('ACK') : tcpFlags.includes('RST'));

/** ip_mc_output(): the sender itself is the first to hear what goes to everybody, and nobody takes answers from there. icmp_rcv(), tcp_v4_rcv() */
const hearAnswer = (j: Journey, r: Routed): Fates =>
  callHook(j, 'OUTPUT', { outDevice: r.device, nextHop: r.nextHop, toUs: false }, (after) =>
    drop(after, {
      ...(after.packet.protocol === 'icmp'
        ? { stage: 'icmp/echo', reason: 'INVALID_PROTO' }
        : { stage: 'socket/lookup', reason: 'NOT_SPECIFIED' }),
      device: r.device,
      sentence: [
        `${after.packet.destination} is a broadcast address of ${r.device} to this machine: the answer reaches everybody, and is for nobody`,
      ],
      check: [`ip route get ${after.packet.destination}`],
    }),
  );

/**
 * A process or the kernel of this namespace sends: route, source address, OUTPUT, route again if a hook changed what routing looks
 * at, then POSTROUTING. __ip_local_out(), ip6_local_out(), ip_route_me_harder().
 */
export function localOutput(start: Journey, options: OutputOptions = {}): Fates {
  const toGroup = start.packet.protocol === 'tcp' && isMulticast(start.packet.destination);
  if (start.local && toGroup && start.packet.family === 6) return refuseBroadcast(start);
  if (start.local && options.device === undefined && needsScope(start.packet.destination))
    return refuseScopeless(start);
  const uid = senderUid(start);
  const lookedUp = outputKey(start.packet, uid, options.device);
  const { source, ...unsourced } =
    options.routeMark === undefined ? lookedUp : { ...lookedUp, mark: options.routeMark };
  const key = options.anySource || source === undefined ? unsourced : { ...unsourced, source };
  return andThen(firstRoute(start, key), ({ j, choice }) => {
    const found = choice.kind === 'error' ? assumedOnLink(j, options.device) : choice;
    if (
      j.local &&
      j.packet.family === 6 &&
      isUnspecified(j.packet.source) &&
      !ipv6SourceAddress(j.ns, undefined, j.packet.destination)
    )
      return refuseWithoutAddress(j);
    if (!found) return refuseUnroutable(j, choice as RouteResult & { kind: 'error' }, options.lostAt);
    if (found.type === 'local' && options.bypass) return options.bypass(j);
    if (options.lostAt) {
      if (found.device === options.lostAt.device) return refuseCircle(j, options.lostAt);
      if ((j.nested ?? 0) >= TUNNELS_IN_TUNNELS) return refuseNesting(j, options.lostAt);
    }
    if (found.type === 'broadcast' && isKernelsAnswer(j.packet)) return hearAnswer(j, found);
    if ((found.type === 'broadcast' || toGroup || j.packet.destination === LIMITED_BROADCAST) && j.local)
      return refuseBroadcast(j);
    const sourced = withSource(j, found);
    if (!sourced) return refuseUnroutable(j, { kind: 'error', errno: 'ENETUNREACH', undecided: [] }, options.lostAt);
    const routedStep = routeStep(sourced.ns, 'local-out/route', sourced.packet.destination, found);
    const admitted = options.admit?.(withStep(sourced, routedStep), found) ?? withStep(sourced, routedStep);
    return 'env' in admitted ? sendRouted(admitted, found, options) : admitted;
  });
}

/**
 * The route that a sender starts with. Where IPv6 finds none for a socket that has no address yet, it chooses one all the same and looks
 * again: rules about the source may now lead elsewhere. ip6_dst_lookup_tail()
 */
function firstRoute(
  start: Journey,
  key: RouteKey,
): readonly Fork<{ readonly j: Journey; readonly choice: RouteChoice }>[] {
  const { packet: p } = start;
  return andThen(routeForks(start, key, flowName(p)), (choice) => {
    const j = remember(start, choice);
    const mayChoose = choice.kind === 'error' && j.local && p.family === 6 && key.source === undefined;
    const source = isUnspecified(p.source) ? ipv6SourceAddress(j.ns, undefined, p.destination) : p.source;
    if (!mayChoose || source === undefined) return sure({ j, choice });
    const sourced = { ...j, packet: { ...p, source } };
    return mapFork(routeForks(sourced, { ...key, source }, flowName(sourced.packet)), (again) => ({
      j: remember(sourced, again),
      choice: again,
    }));
  });
}

function withSource(j: Journey, r: Routed): Journey | undefined {
  if (!isUnspecified(j.packet.source)) return j;
  const source = selectSourceAddress(j.ns, r.route, r.hop, j.packet.destination);
  // IPv4 sends from 0.0.0.0 where the namespace has no address at all.
  if (source === undefined) return j.packet.family === 4 ? j : undefined;
  const step = pass('source-address', 'local-out/source', [`sends from ${source}`]);
  return withStep({ ...j, packet: { ...j.packet, source } }, step);
}

/** A loopback source leaves by the loopback device only, unless route_localnet is on. __mkroute_output() */
const isMartianOutput = ({ ns, packet: p }: Journey, r: Routed): boolean =>
  p.family === 4 &&
  isLoopback(p.source) &&
  findLink(ns, r.device)?.kind !== 'loopback' &&
  !orConf(ns, 4, r.device, 'route_localnet');

const refuseLoopbackSource = (j: Journey, device: string): Fates =>
  drop(j, {
    stage: 'local-out/reroute',
    reason: 'NETFILTER_DROP',
    sentence: [
      `after OUTPUT changed the packet it would leave by ${device}, and ${j.packet.source} must not: route_localnet is off`,
    ],
    evidence: confEvidence(j.ns, 4, device, 'route_localnet', 0),
    errno: 'EINVAL',
    check: [`sysctl net.ipv4.conf.all.route_localnet net.ipv4.conf.${device}.route_localnet`],
  });

/** OUTPUT with a route in hand, and what follows. */
export function sendRouted(j: Journey, first: Routed, options: OutputOptions): Fates {
  const vrf = first.type === 'local' || isMulticast(j.packet.destination) ? undefined : vrfAbove(j.ns, first.device);
  return vrf ? vrfOutput(j, vrf, (k) => sendByDevice(k, first, options)) : sendByDevice(j, first, options);
}

function sendByDevice(j: Journey, first: Routed, options: OutputOptions): Fates {
  const before = j.packet;
  const place = {
    outDevice: first.device,
    nextHop: first.nextHop,
    toUs: first.type === 'local',
    ...(options.continued ? { continued: true } : {}),
  };
  return callHook(j, 'OUTPUT', place, (after) => {
    if (!needsRerouting(before, after.packet)) return ipOutput(after, first);
    return andThen(
      routeForks(after, outputKey(after.packet, senderUid(after), options.device), flowName(after.packet)),
      (again) => {
        if (again.kind === 'error') {
          const why = noRouteSentence(after.ns, after.packet.destination, again);
          return drop(after, {
            stage: 'local-out/reroute',
            reason: 'NETFILTER_DROP',
            sentence: ['after OUTPUT changed the packet, ', ...why.sentence],
            evidence: why.evidence,
            errno: again.errno,
          });
        }
        if (isMartianOutput(after, again)) return refuseLoopbackSource(after, again.device);
        const step = routeStep(after.ns, 'local-out/reroute', after.packet.destination, again);
        return ipOutput(withStep(remember(after, again), step), again);
      },
    );
  });
}

/** ipt_mangle_out() and nf_nat_ipv4_local_fn() route again when one of these changed. */
const needsRerouting = (a: Packet, b: Packet): boolean =>
  a.destination !== b.destination ||
  a.source !== b.source ||
  a.mark !== b.mark ||
  a.tos !== b.tos ||
  // A changed port matters only to xfrm and to policy rules on ports.
  a.destinationPort !== b.destinationPort;
