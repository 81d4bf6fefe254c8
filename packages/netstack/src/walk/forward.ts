import { isLinkLocal, isLoopback, type Packet } from '@skoop/model';
import { andThen } from '../fork.ts';
import { icmpError, UNREACHABLE } from '../icmp/error.ts';
import { findOpenSocket, type OpenSocket } from '../socket/open-socket.ts';
import { sysctl, sysctlEvidence } from '../sysctl.ts';
import { callHook } from './call-hook.ts';
import { drop, type Fates, type Journey, withStep } from './journey.ts';
import { outputKey } from './local-output.ts';
import { skipRounds } from './loop.ts';
import { forwardMtu, wireLength } from './mtu.ts';
import { ipOutput } from './output.ts';
import type { PacketType } from './receive.ts';
import { forwards } from './route-input.ts';
import { flowName, noRouteSentence, type Routed, remember, routeForks, routeStep } from './routed.ts';
import { pass } from './step.ts';

const answering = (answer: Packet | undefined): { answer?: Packet } => (answer ? { answer } : {});

// @supports sysctls | net/ipv4/ip_early_demux | net/ipv4/ip_input.c: ip_rcv_finish_core()
/** tcp_v4_early_demux(), udp_v4_early_demux(): a packet that found its connected socket before it was routed is not forwarded. */
const demuxed = (j: Journey, device: string): OpenSocket | undefined =>
  (j.packet.protocol === 'tcp' || j.packet.protocol === 'udp') && sysctl(j.ns, 'net/ipv4/ip_early_demux', 1) !== 0
    ? findOpenSocket(j.env.sockets, j.ns, j.packet, device)
    : undefined;

/** ip_forward(), ip6_forward(): TTL, MTU, FORWARD, in this order. */
export function ipForward(start: Journey, device: string, type: PacketType, r: Routed): Fates {
  const { journey, rounds } = skipRounds(start, device);
  const said = `the packet was here before: it goes round ${rounds} more times, until its TTL is used up`;
  const j = rounds > 0 ? withStep(journey, pass('ttl', 'ip_forward', [said])) : journey;
  const p = j.packet;
  const six = p.family === 6;
  const name = six ? 'ip6_forward' : 'ip_forward';
  if (six && !forwards(j, device)) {
    const evidence = sysctlEvidence(j.ns, 'net/ipv6/conf/all/forwarding');
    return drop(j, {
      stage: 'ip6_forward/forwarding',
      reason: 'IP_INADDRERRORS',
      device,
      sentence: [`${p.destination} is not an address of this machine, and IPv6 forwarding is off`],
      evidence: evidence ? [evidence] : [],
      check: ['sysctl net.ipv6.conf.all.forwarding'],
    });
  }
  if (type !== 'host')
    return drop(j, {
      stage: name,
      reason: 'NOT_SPECIFIED',
      device,
      sentence: ['only frames for this machine are forwarded'],
    });
  const socket = demuxed(j, device);
  if (socket)
    return drop(j, {
      stage: name,
      reason: 'NOT_SPECIFIED',
      device,
      sentence: [
        `the packet belongs to the ${socket.role}'s socket here, and a route would send it away: no local route has ${p.destination}`,
      ],
      check: [`ip route get ${p.destination} iif ${device}`],
    });
  if (p.ttl <= 1)
    return drop(j, {
      stage: `${name}/ttl`,
      reason: 'IP_INHDR',
      device,
      sentence: [`the TTL of the packet ran out at ${j.ns.node} ${j.ns.label}: it went round, or came too far`],
      ...answering(icmpError(p, UNREACHABLE.ttl[p.family])),
    });
  // What leaves by the device that it came in by may be redirected, and is looked at no further. ip6_forward()
  const turns = r.device === device;
  if (six && !turns && isLoopback(p.source))
    return drop(j, {
      stage: name,
      reason: 'IP_INADDRERRORS',
      device,
      sentence: ['a loopback source must not be forwarded'],
    });
  if (six && !turns && isLinkLocal(p.source))
    return drop(j, {
      stage: name,
      reason: 'IP_INADDRERRORS',
      device,
      sentence: ['a link-local source must not be forwarded'],
      ...answering(icmpError(p, { type: 1, code: 2 })),
    });
  const mtu = forwardMtu(j.ns, r, p.destination, j.flow);
  if (wireLength(p) > mtu && (six || p.dontFragment) && !j.mayBeCut)
    return drop(j, {
      stage: `${name}/mtu`,
      reason: 'PKT_TOO_BIG',
      // IPv6 names the device it would leave by, IPv4 the one it came in by.
      device: six ? r.device : device,
      sentence: [`${wireLength(p)} bytes do not fit the MTU ${mtu} on the way out by ${r.device}`],
      ...answering(icmpError(p, six ? { type: 2, code: 0, mtu } : { type: 3, code: 4, mtu })),
      check: [`ip link show dev ${r.device}`],
    });
  const place = {
    inDevice: device,
    outDevice: r.device,
    packetType: type,
    ...(j.bridge ? { physInDevice: j.bridge.physInDevice } : {}),
  };
  const forwarded: Journey = {
    ...withStep(j, pass('ttl', name, [`forwarded from ${device} to ${r.device}, TTL ${p.ttl - 1}`])),
    packet: { ...p, ttl: p.ttl - 1 },
  };
  return callHook(forwarded, 'FORWARD', place, (after, result) => {
    const leaving = { ...after, skbDevice: device };
    return result.reroute ? routeAgain(leaving, r) : ipOutput(leaving, r);
  });
}

/** ip_route_me_harder(RTN_LOCAL), ip6_route_me_harder(): IPVS changed the source to an address that this machine answers for. */
function routeAgain(j: Journey, before: Routed): Fates {
  return andThen(routeForks(j, outputKey(j.packet, 0), flowName(j.packet)), (choice) => {
    if (choice.kind === 'error') {
      const why = noRouteSentence(j.ns, j.packet.destination, choice);
      return drop(j, {
        stage: 'ipvs/reroute',
        reason: 'NOT_SPECIFIED',
        sentence: why.sentence,
        evidence: why.evidence,
      });
    }
    if (choice.device === before.device && choice.nextHop === before.nextHop) return ipOutput(j, before);
    const step = routeStep(j.ns, 'ipvs/reroute', j.packet.destination, choice);
    return ipOutput(withStep(remember(j, choice), step), choice);
  });
}
