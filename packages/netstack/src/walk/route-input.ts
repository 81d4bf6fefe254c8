import { isLinkLocal, isLoopback, isMulticast, isUnspecified, type Packet } from '@skoop/model';
import { andThen } from '../fork.ts';
import { icmpError, UNREACHABLE } from '../icmp/error.ts';
import type { RouteKey, RouteResult } from '../route/key.ts';
import { validateSource } from '../route/validate-source.ts';
import { confEvidence, deviceConf, orConf, sysctl, sysctlEvidence } from '../sysctl.ts';
import { type DropDetails, drop, type Fates, type Journey, withStep } from './journey.ts';
import type { PacketType } from './receive.ts';
import { flowName, noRouteSentence, type Routed, remember, routeForks, routeStep } from './routed.ts';
import { pass } from './step.ts';

type Ways = {
  readonly local: (j: Journey) => Fates;
  readonly forward: (j: Journey, r: Routed) => Fates;
};

// @supports sysctls | net/ipv4/ip_forward | net/ipv4/devinet.c: inet_forward_change()
// @supports sysctls | net/ipv4/conf/*/forwarding, net/ipv6/conf/*/forwarding | net/ipv4/route.c: ip_route_input_slow(), net/ipv6/ip6_output.c: ip6_forward()
// @supports sysctls | net/ipv6/conf/*/force_forwarding | net/ipv6/ip6_output.c: ip6_forward()
/** Forwarding of the input interface; IPv6 has one switch for all, and a newer one per device. */
export const forwards = (j: Journey, device: string): boolean =>
  j.packet.family === 4
    ? deviceConf(j.ns, 4, device, 'forwarding', sysctl(j.ns, 'net/ipv4/ip_forward', 0)) !== 0
    : sysctl(j.ns, 'net/ipv6/conf/all/forwarding', 0) !== 0 || deviceConf(j.ns, 6, device, 'force_forwarding') !== 0;

// @supports sysctls | net/ipv4/conf/*/route_localnet | net/ipv4/route.c: ip_route_input_slow()
/** Addresses that no IPv6 packet has on a wire, looked at before PREROUTING. ip6_rcv_core() */
export function martian6({ packet }: Journey, device: string): DropDetails | undefined {
  const { source, destination, family } = packet;
  if (family === 4) return undefined;
  const base = { stage: 'ip6_rcv/martian', reason: 'IP_INHDR', device };
  if (device !== 'lo' && (isLoopback(source) || isLoopback(destination)))
    return { ...base, sentence: [`a loopback address came in by ${device}`] };
  return isMulticast(source) ? { ...base, sentence: ['the source is a multicast address'] } : undefined;
}

/** The martians that need no table. First part of ip_route_input_slow(). */
function martian(j: Journey, device: string): DropDetails | undefined {
  const { source, destination, family } = j.packet;
  if (family === 6) return undefined;
  const stage = 'ip_rcv/martian';
  if (isMulticast(source) || source === '255.255.255.255' || isUnspecified(source))
    return { stage, reason: 'IP_INVALID_SOURCE', sentence: [`${source} is no valid source address`] };
  if (isUnspecified(destination))
    return { stage, reason: 'IP_INVALID_DEST', sentence: [`${destination} is no valid destination`] };
  const loop = isLoopback(destination) ? destination : isLoopback(source) ? source : undefined;
  if (loop === undefined || orConf(j.ns, 4, device, 'route_localnet')) return undefined;
  return {
    stage,
    reason: 'IP_LOCALNET',
    sentence: [`${loop} must not come in by ${device}: route_localnet is off`],
    evidence: confEvidence(j.ns, 4, device, 'route_localnet', 0),
  };
}

/** ip_route_input_slow(), ip6_route_input(): for us, to be forwarded, or refused. */
export function routeInput(j: Journey, device: string, type: PacketType, ways: Ways): Fates {
  const bad = martian(j, device);
  if (bad) return drop(j, { device, ...bad });
  if (j.packet.family === 4 && j.packet.destination === '255.255.255.255') return ways.local({ ...j, broadcast: true });
  const p = j.packet;
  // rt6_need_strict(): such an address is looked for on the very device that the packet came in by.
  const bound = isLoopback(p.destination) || isLinkLocal(p.destination);
  const strict = p.family === 6 && device !== 'lo' && bound;
  const key: RouteKey = {
    family: p.family,
    destination: p.destination,
    source: p.source,
    inDevice: device,
    ...(strict ? { strict } : {}),
    mark: p.mark,
    tos: p.tos,
    protocol: p.protocol,
    sourcePort: p.sourcePort,
    destinationPort: p.destinationPort,
    uid: 0,
  };
  return andThen(routeForks(j, key, flowName(p)), (choice) => {
    const k = remember(j, choice);
    if (choice.kind === 'error')
      return strict && isLoopback(p.destination)
        ? drop(k, turnedBack(p, device, type))
        : unroutable(k, device, choice, type);
    const step = routeStep(k.ns, `${p.family === 4 ? 'ip_rcv' : 'ip6_rcv'}/route`, p.destination, choice, p.source);
    const routed = { ...withStep(k, step), broadcast: choice.type === 'broadcast' };
    if (p.family === 6) return choice.type === 'unicast' ? ways.forward(routed, choice) : ways.local(routed);
    if (choice.type === 'local' || choice.type === 'broadcast')
      return checked(routed, device, undefined, choice.type === 'broadcast' ? '0.0.0.0' : p.destination, ways.local);
    if (!forwards(k, device))
      return unroutable(k, device, { kind: 'error', errno: 'EHOSTUNREACH', undecided: [] }, type);
    if (choice.type !== 'unicast')
      return drop(routed, {
        stage: 'ip_rcv/martian',
        reason: 'IP_INVALID_DEST',
        device,
        sentence: [`${p.destination} is of type ${choice.type} and cannot be forwarded`],
      });
    return checked(routed, device, choice.device, p.destination, (x) => ways.forward(x, choice));
  });
}

/** NAT made it so: nothing with a loopback address comes that far by itself. */
const turnedBack = (p: Packet, device: string, type: PacketType): DropDetails => ({
  stage: 'ip6_rcv/route',
  reason: 'IP_INNOROUTES',
  device,
  sentence: [`NAT turns it back to ${p.destination}, and what came in by ${device} must not go to a loopback address`],
  ...answer(p, UNREACHABLE.network[6], type),
});

/** fib_validate_source() and what follows from it. */
function checked(
  j: Journey,
  device: string,
  out: string | undefined,
  destination: string,
  next: (j: Journey) => Fates,
): Fates {
  const check = validateSource(j.ns, j.packet, device, out, destination);
  const source = j.packet.source;
  if (check.ok) {
    if (check.rpFilter === 0) return next(j);
    const said = `rp_filter=${check.rpFilter}: the way back to ${source} ${check.rpFilter === 1 ? `is by ${device}, too` : 'exists'}`;
    return next(
      withStep(
        j,
        pass('sysctl', 'ip_rcv/rp_filter', [said], confEvidence(j.ns, 4, device, 'rp_filter', check.rpFilter)),
      ),
    );
  }
  const back = check.back?.kind === 'route' ? (check.back.nexthops[0]?.device ?? 'lo') : undefined;
  const sentences = {
    IP_RPFILTER: [
      `rp_filter=${check.rpFilter} on ${device}: ${
        back === undefined
          ? `there is no way back to ${source}`
          : `the way back to ${source} is by ${back}, not by ${device}`
      }`,
    ],
    IP_LOCAL_SOURCE: [`the source ${source} is an address of this very machine, and accept_local is off on ${device}`],
    IP_INVALID_SOURCE: [`${source} is no valid source address here`],
  };
  return drop(j, {
    stage: check.reason === 'IP_RPFILTER' ? 'ip_rcv/rp_filter' : 'ip_rcv/martian',
    reason: check.reason,
    device,
    sentence: sentences[check.reason],
    evidence: check.evidence,
    check: [`ip route get ${source} from ${j.packet.destination}`],
  });
}

/** ip_error() and ip6_pkt_drop(): no way on, and what the sender is told. */
function unroutable(j: Journey, device: string, error: RouteResult & { kind: 'error' }, type: PacketType): Fates {
  const p = j.packet;
  const forwarding = forwards(j, device);
  const family = p.family;
  const why = noRouteSentence(j.ns, p.destination, error);
  const base = { stage: `${family === 4 ? 'ip_rcv' : 'ip6_rcv'}/route`, device, ...why };
  if (family === 6) {
    if (error.route?.type === 'blackhole' || error.rule?.action === 'blackhole')
      return drop(j, { ...base, reason: 'NOT_SPECIFIED' });
    const kind = error.errno === 'EACCES' ? UNREACHABLE.filtered[6] : UNREACHABLE.network[6];
    return drop(j, { ...base, reason: 'IP_INNOROUTES', ...answer(p, kind, type) });
  }
  if (!forwarding) {
    const key = `net/ipv4/conf/${device.replaceAll('/', '.')}/forwarding`;
    const evidence = [sysctlEvidence(j.ns, key) ?? sysctlEvidence(j.ns, 'net/ipv4/ip_forward')].filter(
      (e) => e !== undefined,
    );
    return drop(j, {
      stage: 'ip_rcv/route',
      device,
      reason: 'IP_INADDRERRORS',
      sentence: [`${p.destination} is not an address of this machine, and forwarding is off on ${device}`],
      evidence,
      check: [`sysctl ${key.replaceAll('/', '.')}`],
    });
  }
  if (error.errno === 'EINVAL') return drop(j, { ...base, reason: 'NOT_SPECIFIED' });
  if (error.errno === 'EHOSTUNREACH')
    return drop(j, { ...base, reason: 'NOT_SPECIFIED', ...answer(p, UNREACHABLE.host[4], type) });
  if (error.errno === 'EACCES')
    return drop(j, { ...base, reason: 'NOT_SPECIFIED', ...answer(p, UNREACHABLE.filtered[4], type) });
  return drop(j, { ...base, reason: 'IP_INNOROUTES', ...answer(p, UNREACHABLE.network[4], type) });
}

function answer(p: Packet, kind: { type: number; code: number }, type: PacketType): { answer?: Packet } {
  const error = type === 'host' ? icmpError(p, kind) : undefined;
  return error ? { answer: error } : {};
}
