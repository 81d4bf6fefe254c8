import { isMulticast, type LinkRecord } from '@skoop/model';
import { ipvlanL3s } from '../device/ipvlan.ts';
import { findLink } from '../device/link.ts';
import { type DeviceAt, moveTo } from '../device/stacked.ts';
import { vrfAbove } from '../device/vrf.ts';
import { isNeighbourQuestion, receiveQuestion } from '../neighbour/ask-through-tunnel.ts';
import { sysctl } from '../sysctl.ts';
import { callHook, type HookPlace } from './call-hook.ts';
import { ipForward } from './forward.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from './journey.ts';
import { localDeliver, type Tproxy, transportReceive } from './local-deliver.ts';
import { martian6, routeInput } from './route-input.ts';
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
  if (link && isNeighbourQuestion(j.packet)) return receiveQuestion(j, link);
  if (j.packet.family === 6 && sysctl(j.ns, `net/ipv6/conf/${device.replaceAll('/', '.')}/disable_ipv6`, 0) !== 0)
    return drop(j, {
      stage: 'ip6_rcv',
      reason: 'IPV6DISABLED',
      device,
      at,
      sentence: [`IPv6 is disabled on ${device}`],
    });
  const bad = martian6(j, device);
  if (bad) return drop(j, bad);
  const above = vrfAbove(j.ns, device);
  const onward = (k: Journey): Fates => intoVrf(k, device, above, type);
  if (j.bridge?.prerouted) {
    // ip_sabotage_in(): PREROUTING ran when the frame came in by the bridge's port.
    const bridge = { ...j.bridge, prerouted: false };
    return onward({ ...j, bridge });
  }
  const place = {
    inDevice: device,
    packetType: type,
    ...(j.bridge ? { physInDevice: j.bridge.physInDevice } : {}),
  };
  return callHook(j, 'PREROUTING', place, (after, r) => {
    if (r.tproxy) return routeToProxy(after, device, type, r.tproxy);
    return onward(after);
  });
}

/**
 * l3mdev_ip_rcv(): behind PREROUTING of a device in a VRF the packet is one of the VRF, and passes PREROUTING of that too; what sits on the
 * device in mode l3s takes it. vrf_ip_rcv(), vrf_ip6_rcv(), ipvlan_l3_rcv()
 */
function intoVrf(j: Journey, device: string, vrf: LinkRecord | undefined, type: PacketType): Fates {
  if (!vrf) return route(j, device, type, device);
  const seen: Journey = { ...j, vrf: vrf.name };
  if (isMulticast(j.packet.destination)) return route(seen, device, type, vrf.name);
  return callHook(seen, 'PREROUTING', { inDevice: vrf.name, packetType: type, continued: true }, (k) =>
    route(k, device, type, vrf.name),
  );
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

/** `seen` is the device that hooks behind routing see: the VRF, where the device is in one. */
function route(j: Journey, device: string, type: PacketType, seen: string): Fates {
  const link = findLink(j.ns, device);
  const upper = link && ipvlanL3s(j.env.world, j.ns, link, j.packet);
  if (link && upper) return receiveL3s(j, link, upper, type);
  return routeInput(j, device, type, {
    local: (k) => localDeliver(k, seen, type),
    forward: (k, r) => ipForward(k, seen, type, r),
  });
}

/** ipvlan_l3_rcv(): routed in the namespace of the ipvlan, then INPUT of the device below, then up in the other namespace. */
function receiveL3s(j: Journey, link: LinkRecord, upper: DeviceAt, type: PacketType): Fates {
  const said = `${j.packet.destination} is ${upper.link.name} in ${upper.ns.label}, an ipvlan in mode l3s on ${link.name}`;
  const step = pass('device', 'ipvlan/receive', [said], [], { at: devicePlace(link, link.name) });
  return localDeliver(withStep(j, step), link.name, type, undefined, (after) => {
    const { vrf: _vrf, ...moved } = moveTo(after, link, upper);
    return transportReceive(moved, upper.link.name, type);
  });
}

/** A packet that this machine sent to itself: comes in by lo and keeps the route that it left with. */
export function ipReceiveLooped(j: Journey, r: Routed): Fates {
  if (j.budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  const next: Journey = { ...j, budget: j.budget - 1, nested: 0, local: false, inDevice: j.inDevice ?? 'lo' };
  const { owner: _owner, bridge: _bridge, ...rest } = next;
  return callHook(rest, 'PREROUTING', { inDevice: 'lo', packetType: 'host' }, (after) =>
    r.type === 'local' || r.type === 'broadcast' || r.type === 'multicast'
      ? localDeliver({ ...after, broadcast: r.type === 'broadcast' }, 'lo', 'host')
      : route(after, 'lo', 'host', 'lo'),
  );
}
