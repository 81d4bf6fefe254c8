import type { LinkRecord } from '@skoop/model';
import { mapFork } from '../fork.ts';
import { icmpError } from '../icmp/error.ts';
import { attach, forgetUnconfirmed } from '../netfilter/conntrack/attached.ts';
import { conntrackNeeded } from '../netfilter/conntrack/needed.ts';
import type { InetHook } from '../netfilter/hook.ts';
import { evidenceAt } from '../section.ts';
import { sysctl } from '../sysctl.ts';
import { callHook } from '../walk/call-hook.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import { fragmented, wireLength } from '../walk/mtu.ts';
import { packetType } from '../walk/receive.ts';
import { routeInput } from '../walk/route-input.ts';
import { devicePlace, pass } from '../walk/step.ts';
import { bridgeFdb, isLocalMac } from './bridge-fdb.ts';
import { floods, forwardsFrames, isHairpin, isIsolated, learns, mayPass } from './bridge-port.ts';
import {
  admitted,
  filtersVlans,
  isMember,
  learnedKey,
  refuseEgress,
  tagsLeaving,
  vlanWithin,
  withTags,
} from './bridge-vlan.ts';
import { bridgedDnat } from './bridged-dnat.ts';
import { floodTo } from './flood.ts';
import { portsOf } from './link.ts';
import { receiveRound } from './receive-frame.ts';
import { frameLength } from './stacked.ts';
import { transmit } from './transmit.ts';

// @supports devices | bridge | net/bridge/br_input.c: br_handle_frame_finish(), net/bridge/br_forward.c: br_forward()
// @supports sysctls | net/bridge/bridge-nf-call-iptables, bridge-nf-call-ip6tables | net/bridge/br_netfilter_hooks.c: br_nf_pre_routing()
// @supports sysctls | net/bridge/bridge-nf-filter-vlan-tagged | net/bridge/br_netfilter_hooks.c: is_vlan_ip()
/** br_netfilter is on: bridge-nf-call-iptables of the namespace, or the bridge's own switch. */
export function callsNetfilter(j: Journey, bridge: LinkRecord): boolean {
  // is_vlan_ip(): frames with a tag are left alone unless a switch says otherwise.
  if (j.tags !== undefined && sysctl(j.ns, 'net/bridge/bridge-nf-filter-vlan-tagged', 0) === 0) return false;
  const name = j.packet.family === 4 ? 'iptables' : 'ip6tables';
  const own = bridge.details[`nf_call_${name}`];
  return sysctl(j.ns, `net/bridge/bridge-nf-call-${name}`, 0) !== 0 || own === '1' || own === 'true' || own === 'on';
}

/** NF_HOOK(NFPROTO_BRIDGE): nft chains of the bridge family, which see ports as devices. */
function bridgeHook(
  j: Journey,
  hook: InetHook,
  from: LinkRecord | undefined,
  to: LinkRecord | undefined,
  next: (j: Journey) => Fates,
): Fates {
  if (!j.ns.dump.nft) return next(j);
  const devices = { ...(from ? { inDevice: from.name } : {}), ...(to ? { outDevice: to.name } : {}) };
  return callHook(j, hook, { layer: 'bridge', ...devices, packetType: 'host' }, next);
}

/** br_handle_frame(): a frame came in by a port of a bridge. */
export function bridgeReceive(j: Journey, bridge: LinkRecord, port: LinkRecord): Fates {
  const at = devicePlace(port, port.name);
  if (!forwardsFrames(port))
    return drop(j, {
      stage: 'bridge/port-state',
      reason: 'BRIDGE_INGRESS_STP_STATE',
      device: port.name,
      at,
      sentence: [`port ${port.name} of ${bridge.name} is ${port.port.state ?? 'down'}: it takes no frames`],
      evidence: [evidenceAt(j.ns, 'links', port)],
    });
  return bridgeHook(j, 'PREROUTING', port, undefined, (f) => {
    const taught = filtersVlans(bridge) ? f : learn(f, bridge, port);
    const forUs = f.destinationMac === bridge.mac ? 'host' : packetType(port, f.destinationMac);
    if (!callsNetfilter(f, bridge)) return handleFrame(taught, bridge, port, forUs);
    const place = {
      inDevice: bridge.name,
      physInDevice: port.name,
      bridged: true,
      packetType: forUs === 'otherhost' ? ('host' as const) : forUs,
      silent: forUs === 'broadcast' || forUs === 'multicast',
    };
    return callHook(taught, 'PREROUTING', place, (after) => {
      const k = { ...after, bridge: { physInDevice: port.name, prerouted: true } };
      if (after.packet.destination === f.packet.destination) return handleFrame(k, bridge, port, forUs);
      return afterDnat(k, bridge, port);
    });
  });
}

/** br_nf_pre_routing_finish() with a changed destination: the frame is routed, or bridged to where the new destination is. */
function afterDnat(j: Journey, bridge: LinkRecord, port: LinkRecord): Fates {
  const up = (k: Journey): Fates =>
    admitted(
      { ...k, ...(bridge.mac ? { destinationMac: bridge.mac } : {}), packet: j.packet, steps: j.steps },
      bridge,
      port,
      (m) => passUp(m, bridge, port, 'host'),
    );
  const routed = routeInput(j, bridge.name, 'host', {
    local: up,
    forward: (k, r) =>
      r.device === bridge.name ? bridgedDnat(k, bridge, r.nextHop, (m) => handleFrame(m, bridge, port, 'host')) : up(k),
  });
  if (j.packet.family === 4) return routed;
  // br_nf_pre_routing_finish_ipv6() frees what cannot be routed, without a reason and without telling the sender.
  return mapFork(routed, (fate) => {
    const here = fate.kind === 'dropped' && fate.ns?.key === j.ns.key && fate.device === bridge.name;
    if (!here || fate.stage !== 'ip6_rcv/route') return fate;
    const { answer: _answer, ...silent } = fate;
    return { ...silent, reason: 'NOT_SPECIFIED' };
  });
}

const learn = (j: Journey, bridge: LinkRecord, port: LinkRecord): Journey => {
  if (!learns(port) || j.sourceMac === undefined) return j;
  const key = learnedKey(`${j.ns.key}/${bridge.name}`, j.sourceMac, vlanWithin(bridge, j.tags));
  if (j.flow.learned.get(key) === port.name) return j;
  return { ...j, flow: { ...j.flow, learned: new Map([...j.flow.learned, [key, port.name]]) } };
};

/** br_handle_frame_finish(): up to the bridge itself, to one port, or to all. */
const handleFrame = (j: Journey, bridge: LinkRecord, port: LinkRecord, type: ReturnType<typeof packetType>): Fates =>
  admitted(j, bridge, port, (k) =>
    handleAdmitted(filtersVlans(bridge) ? learn(k, bridge, port) : k, bridge, port, type),
  );

function handleAdmitted(j: Journey, bridge: LinkRecord, port: LinkRecord, type: ReturnType<typeof packetType>): Fates {
  const mac = j.destinationMac;
  if (mac !== undefined && isLocalMac(j.ns, bridge, mac, vlanWithin(bridge, j.tags)))
    return passUp(j, bridge, port, type);
  if (type === 'broadcast' || type === 'multicast') return flood(j, bridge, port, type);
  const known = mac === undefined ? undefined : bridgeFdb(j, bridge, mac);
  if (!known) return flood(j, bridge, port, type);
  const at = devicePlace(bridge, bridge.name);
  if (mayPass(port, known.port)) {
    if (!inVlan(j, bridge, known.port)) return refuseEgress(j, bridge, known.port);
    const step = pass('bridge', 'bridge/fdb', [`${mac} is behind port ${known.port.name}`], known.evidence, { at });
    return forwardFrame(withStep(j, step), bridge, port, known.port);
  }
  // br_forward() frees only what the bridge does not take up itself: kubelet's hairpin mode `promiscuous-bridge`.
  if (isPromiscuous(bridge)) return passUp(untracked(j), bridge, port, type);
  return drop(j, {
    stage: 'bridge/fdb',
    reason: 'NOT_SPECIFIED',
    device: port.name,
    at,
    sentence: [refusal(port, known.port, bridge)],
    evidence: [evidenceAt(j.ns, 'links', known.port)],
    check: [`bridge -d link show dev ${known.port.name}`],
  });
}

/** br_allowed_egress(), by a port or up to the bridge itself. */
const inVlan = (j: Journey, bridge: LinkRecord, member: LinkRecord): boolean =>
  isMember(j.ns, bridge, member.name, vlanWithin(bridge, j.tags));

/** br_handle_vlan(): the frame as it leaves the bridge. */
const leaving = (j: Journey, bridge: LinkRecord, member: LinkRecord): Journey => {
  const tags = tagsLeaving(j.ns, bridge, member.name, j.tags);
  return tags === j.tags || (j.tags === undefined && tags.length === 0) ? j : withTags(j, tags);
};

function refusal(from: LinkRecord, to: LinkRecord, bridge: LinkRecord): string {
  if (from.name === to.name && !isHairpin(to))
    return `the frame would have to leave ${bridge.name} by ${to.name}, the port it came in by, and hairpin mode is off there`;
  if (isIsolated(from) && isIsolated(to))
    return `ports ${from.name} and ${to.name} of ${bridge.name} are isolated from each other`;
  return `port ${to.name} of ${bridge.name} does not forward: ${to.port.state ?? 'it is down'}`;
}

/** IFF_PROMISC: set by an administrator, or counted for devices that sit on it. dev_set_promiscuity() */
const isPromiscuous = ({ flags, details }: LinkRecord): boolean =>
  flags.includes('PROMISC') || Number(details.promiscuity ?? 0) > 0;

/** br_nf_local_in(): what a bridge hears only because it listens to everything goes up without its connection. */
const untracked = (j: Journey): Journey => ({
  ...j,
  flow: forgetUnconfirmed(attach(j.flow, j.ns.key, undefined), j.ns.key),
});

/** ip_rcv_core(), ip6_rcv_core(): what conntrack put together in the bridge's own hooks goes up whole, and may be cut to any length. */
function putTogether(j: Journey): Journey {
  if (j.bridge === undefined || j.packet.fragment === undefined || !conntrackNeeded(j.ns, j.packet.family)) return j;
  const { fragment: mayBeCut, ...packet } = j.packet;
  return { ...j, packet, mayBeCut };
}

/** br_pass_frame_up(). */
function passUp(start: Journey, bridge: LinkRecord, port: LinkRecord, type: ReturnType<typeof packetType>): Fates {
  if (!isPromiscuous(bridge) && !inVlan(start, bridge, bridge)) return refuseEgress(start, bridge, bridge);
  const j = putTogether(leaving(start, bridge, bridge));
  const step = pass('bridge', 'bridge/local', [`${bridge.name} takes the frame up to the IP stack`], [], {
    at: devicePlace(bridge, bridge.name),
  });
  return bridgeHook(withStep(j, step), 'INPUT', port, undefined, (k) => receiveRound(k, bridge, type));
}

/** br_forward(), with FORWARD and POSTROUTING where br_netfilter is on. br_nf_forward(), br_nf_post_routing() */
function forwardFrame(start: Journey, bridge: LinkRecord, from: LinkRecord, to: LinkRecord): Fates {
  return bridgeHook(leaving(start, bridge, to), 'FORWARD', from, to, (j) => netfilterForward(j, bridge, from, to));
}

function netfilterForward(j: Journey, bridge: LinkRecord, from: LinkRecord, to: LinkRecord): Fates {
  if (!callsNetfilter(j, bridge) || j.bridge === undefined)
    return bridgeHook(j, 'POSTROUTING', undefined, to, (k) => leavePort(k, to));
  const place = {
    inDevice: bridge.name,
    outDevice: bridge.name,
    physInDevice: from.name,
    physOutDevice: to.name,
    bridged: true,
  };
  return callHook(j, 'FORWARD', { ...place, packetType: 'host' }, (forwarded) => {
    const { inDevice: _in, ...post } = place;
    return callHook(forwarded, 'POSTROUTING', post, (after) =>
      bridgeHook(after, 'POSTROUTING', undefined, to, (k) => cutForPort(k, bridge, to)),
    );
  });
}

/**
 * br_nf_dev_queue_xmit(): conntrack put fragments together, so behind the hooks they are cut again, to the size that they came in, if the
 * bridge takes that. What is too long for the port is cut to what the bridge takes. br_nf_ip_fragment(), ip6_fragment()
 */
function cutForPort(j: Journey, bridge: LinkRecord, to: LinkRecord): Fates {
  const { packet: p } = j;
  const came = p.fragment;
  if (j.bundle || (came === undefined && p.length <= to.mtu)) return leavePort(j, to);
  const six = p.family === 6;
  const whole = came === undefined && (six || p.dontFragment);
  const longest = came ?? p.length;
  if (longest <= bridge.mtu && (six || !whole)) return leavePort(j, to);
  if (!whole && came === undefined) return leavePort({ ...j, packet: fragmented(p, bridge.mtu) }, to);
  const answer = six ? icmpError(p, { type: 2, code: 0, mtu: bridge.mtu }) : undefined;
  const narrow = longest > bridge.mtu ? bridge : to;
  return drop(j, {
    stage: six ? 'ip_output/mtu' : 'bridge/fdb',
    reason: 'NOT_SPECIFIED',
    device: to.name,
    at: devicePlace(to, to.name),
    sentence: [`${longest} bytes do not fit the MTU ${narrow.mtu} of ${narrow.name}, and must not be cut`],
    evidence: [evidenceAt(j.ns, 'links', narrow)],
    ...(answer ? { answer } : {}),
  });
}

/** br_dev_queue_push_xmit(): is_skb_forwardable() on the port. */
function leavePort(j: Journey, to: LinkRecord): Fates {
  if (frameLength(j) > to.mtu + 4 && !j.bundle)
    return drop(j, {
      stage: 'bridge/fdb',
      reason: 'NOT_SPECIFIED',
      device: to.name,
      at: devicePlace(to, to.name),
      sentence: [`${wireLength(j.packet)} bytes do not fit the MTU ${to.mtu} of port ${to.name}`],
      evidence: [evidenceAt(j.ns, 'links', to)],
    });
  const { bridge: _bridge, ...rest } = j;
  return transmit(rest, to, j.packet.destination, j.destinationMac);
}

function flood(j: Journey, bridge: LinkRecord, port: LinkRecord, type: ReturnType<typeof packetType>): Fates {
  const group = type === 'broadcast' || type === 'multicast';
  const targets = towardsUnknown(
    j,
    portsOf(j.ns, bridge.name).filter((p) => mayPass(port, p) && floods(p, group) && inVlan(j, bridge, p)),
  );
  const step = pass(
    'bridge',
    'bridge/flood',
    [
      `nobody is known to have ${j.destinationMac ?? `the MAC of ${j.packet.destination}`}: the frame goes out by every port`,
    ],
    [],
    {
      at: devicePlace(bridge, bridge.name),
    },
  );
  const k = withStep(j, step);
  const copies = targets.map((p) => () => forwardFrame(k, bridge, port, p));
  if (isPromiscuous(bridge)) copies.unshift(() => passUp(untracked(k), bridge, port, type));
  else if (group) copies.unshift(() => passUp(k, bridge, port, type));
  return floodTo(k, bridge, copies);
}

/** A MAC that is not known belongs to somebody beyond the snapshot, who is not at the other end of a veth that is in it. */
function towardsUnknown(j: Journey, ports: readonly LinkRecord[]): readonly LinkRecord[] {
  if (j.destinationMac !== undefined) return ports;
  const beyond = ports.filter((p) => !j.env.world.vethPeer(j.ns.key, p.name));
  return beyond.length > 0 ? beyond : ports;
}

/** br_dev_xmit(): the bridge itself sends. */
export const bridgeTransmit = (j: Journey, bridge: LinkRecord): Fates =>
  admitted(j, bridge, bridge, (k) => transmitAdmitted(k, bridge));

function transmitAdmitted(j: Journey, bridge: LinkRecord): Fates {
  const mac = j.destinationMac;
  const known = mac === undefined ? undefined : bridgeFdb(j, bridge, mac);
  const at = devicePlace(bridge, bridge.name);
  if (mac !== undefined && isLocalMac(j.ns, bridge, mac, vlanWithin(bridge, j.tags)))
    return drop(j, {
      stage: 'bridge/fdb',
      reason: 'NOT_SPECIFIED',
      device: bridge.name,
      at,
      sentence: [`${bridge.name} has ${mac} as an address of its own, so it leads to no port`],
      check: [`bridge fdb show br ${bridge.name} | grep ${mac}`],
    });
  if (known && mayPass(undefined, known.port)) {
    if (!inVlan(j, bridge, known.port)) return refuseEgress(j, bridge, known.port);
    const step = pass('bridge', 'bridge/fdb', [`${mac} is behind port ${known.port.name}`], known.evidence, { at });
    return sendFromBridge(withStep(j, step), bridge, known.port);
  }
  if (known)
    return drop(j, {
      stage: 'bridge/fdb',
      reason: 'NOT_SPECIFIED',
      device: bridge.name,
      at,
      sentence: [
        `port ${known.port.name} of ${bridge.name} does not forward: ${known.port.port.state ?? 'it is down'}`,
      ],
      evidence: [evidenceAt(j.ns, 'links', known.port)],
    });
  const group = mac === undefined || packetType(bridge, mac) !== 'otherhost';
  const targets = towardsUnknown(
    j,
    portsOf(j.ns, bridge.name).filter((p) => mayPass(undefined, p) && floods(p, group) && inVlan(j, bridge, p)),
  );
  return floodTo(
    j,
    bridge,
    targets.map((p) => () => sendFromBridge(j, bridge, p)),
  );
}

/** br_deliver(): LOCAL_OUT and POST_ROUTING of the bridge family, then the port. */
const sendFromBridge = (j: Journey, bridge: LinkRecord, port: LinkRecord): Fates =>
  bridgeHook(leaving(j, bridge, port), 'OUTPUT', undefined, port, (out) =>
    bridgeHook(out, 'POSTROUTING', undefined, port, (k) => leavePort(k, port)),
  );
