import type { LinkRecord } from '@skoop/model';
import { findLink } from '../device/link.ts';
import { sysctl } from '../sysctl.ts';
import { callHook, type HookPlace } from './call-hook.ts';
import { ipForward } from './forward.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from './journey.ts';
import { localDeliver, type Tproxy } from './local-deliver.ts';
import { routeInput } from './route-input.ts';
import type { Routed } from './routed.ts';
import { devicePlace, pass } from './step.ts';

export type PacketType = NonNullable<HookPlace['packetType']>;

/** eth_type_trans(): whom a frame is for, seen from the device it came in by. */
export function packetType(link: LinkRecord | undefined, destinationMac: string | undefined): PacketType {
  if (destinationMac === undefined || link?.mac === undefined || destinationMac === link.mac) return 'host';
  if (destinationMac === 'ff:ff:ff:ff:ff:ff') return 'broadcast';
  return (Number.parseInt(destinationMac.slice(0, 2), 16) & 1) === 1 ? 'multicast' : 'otherhost';
}

// @supports sysctls | net/ipv6/conf/*/disable_ipv6 | net/ipv6/ip6_input.c: ip6_rcv_core()
/** ip_rcv(), ip6_rcv(): a frame was taken from a device; on with PREROUTING and routing. */
export function ipReceive(j: Journey, device: string, type: PacketType): Fates {
  if (j.budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  const link = findLink(j.ns, device);
  const at = devicePlace(link, device);
  if (type === 'otherhost')
    return drop(j, {
      stage: `${j.packet.family === 4 ? 'ip_rcv' : 'ip6_rcv'}/pkt_type`,
      reason: 'OTHERHOST',
      device,
      at,
      sentence: [`the frame is for ${j.destinationMac}, ${device} has ${link?.mac ?? 'another address'}`],
    });
  if (j.packet.family === 6 && sysctl(j.ns, `net/ipv6/conf/${device.replaceAll('/', '.')}/disable_ipv6`, 0) !== 0)
    return drop(j, {
      stage: 'ip6_rcv',
      reason: 'IPV6DISABLED',
      device,
      at,
      sentence: [`IPv6 is disabled on ${device}`],
    });
  if (j.bridge?.prerouted) {
    // ip_sabotage_in(): PREROUTING ran when the frame came in by the bridge's port.
    const bridge = { ...j.bridge, prerouted: false };
    return route({ ...j, bridge }, device, type);
  }
  const place = {
    inDevice: device,
    packetType: type,
    ...(j.bridge ? { physInDevice: j.bridge.physInDevice } : {}),
  };
  return callHook(j, 'PREROUTING', place, (after, r) => {
    if (r.tproxy) return routeToProxy(after, device, type, r.tproxy);
    return route(after, device, type);
  });
}

/**
 * TPROXY gave the packet to a local socket, but its route must lead there too: ip_forward() and ip6_forward() drop what already has a
 * socket.
 */
function routeToProxy(j: Journey, device: string, type: PacketType, tproxy: NonNullable<Tproxy>): Fates {
  const step = pass('hook', 'mangle/PREROUTING', ['TPROXY hands the packet to a local socket']);
  return routeInput(withStep(j, step), device, type, {
    local: (k) => localDeliver(k, device, type, tproxy),
    forward: (k) =>
      drop(k, {
        stage: j.packet.family === 4 ? 'ip_forward' : 'ip6_forward',
        reason: 'NOT_SPECIFIED',
        device,
        sentence: [
          `TPROXY gave the packet to a local socket, but the route to ${j.packet.destination} leads away: no policy rule sends mark 0x${j.packet.mark.toString(16)} to a local route`,
        ],
        check: ['ip rule', `ip route get ${j.packet.destination} mark 0x${j.packet.mark.toString(16)}`],
      }),
  });
}

const route = (j: Journey, device: string, type: PacketType): Fates =>
  routeInput(j, device, type, {
    local: (k) => localDeliver(k, device, type),
    forward: (k, r) => ipForward(k, device, type, r),
  });

/** A packet that this machine sent to itself: comes in by lo and keeps the route that it left with. */
export function ipReceiveLooped(j: Journey, r: Routed): Fates {
  if (j.budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  const next: Journey = { ...j, budget: j.budget - 1, nested: 0, local: false, inDevice: j.inDevice ?? 'lo' };
  const { owner: _owner, bridge: _bridge, ...rest } = next;
  return callHook(rest, 'PREROUTING', { inDevice: 'lo', packetType: 'host' }, (after) =>
    r.type === 'local' || r.type === 'broadcast' || r.type === 'multicast'
      ? localDeliver(after, 'lo', 'host')
      : route(after, 'lo', 'host'),
  );
}
