import type { Address, LinkRecord } from '@skoop/model';
import { evidenceAt } from '../section.ts';
import { drop, enterNamespace, type Fates, gapHere, type Journey, namespaceOf, unknown } from '../walk/journey.ts';
import { fragmentCount, wireLength } from '../walk/mtu.ts';
import { devicePlace } from '../walk/step.ts';
import { bondTransmit } from './bond.ts';
import { bridgeTransmit } from './bridge.ts';
import { deviceHook } from './device-hook.ts';
import { ipvlanTransmit } from './ipvlan.ts';
import { findLink, hasCarrier, isUp } from './link.ts';
import { macvlanTransmit } from './macvlan.ts';
import { processBehind } from './process-behind.ts';
import { programForks } from './program.ts';
import { refusedByQueue } from './queue.ts';
import { receiveFrame } from './receive-frame.ts';
import { frameLength } from './stacked.ts';
import { tunnelTransmit } from './tunnel.ts';
import { toUnderlay } from './underlay.ts';
import { vlanTransmit } from './vlan.ts';
import { vxlanTransmit } from './vxlan.ts';

// @supports devices | veth | drivers/net/veth.c: veth_xmit()
// @supports devices | NIC | net/core/dev.c: __dev_queue_xmit()
// @supports devices | dummy | drivers/net/dummy.c: dummy_xmit()
// @supports devices | ifb | drivers/net/ifb.c: ifb_xmit()
/** Kinds that a frame leaves through by themselves, without a peer that the snapshot could name. */
const WIRES = new Set(['device', 'veth', 'virtio_net', 'hv_netvsc']);

const STACKED = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** Of net/core/dev.h: devices of devices that one packet passes; beyond is a dead loop. */
const XMIT_RECURSION_LIMIT = 8;

/**
 * dev_queue_xmit(): a frame leaves by a device. `nextHop` is whom it is for on that link; `fixedMac` is set where the node's own
 * tables say so, because then the wire has no say.
 */
export function transmit(j: Journey, link: LinkRecord, nextHop: Address, fixedMac?: string): Fates {
  if (j.budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  const nested = (j.nested ?? 0) + 1;
  if (nested > XMIT_RECURSION_LIMIT)
    return drop(j, {
      stage: 'dev/xmit',
      reason: 'RECURSION_LIMIT',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [`devices of ${j.ns.node} send by one another in a circle: ${link.name} again`],
    });
  return deviceHook({ ...j, nested, budget: j.budget - 1 }, 'POSTROUTING', link, (hooked) =>
    programForks(hooked, link, 'egress', (k) => xmit(k, link, nextHop, fixedMac)),
  );
}

function xmit(j: Journey, link: LinkRecord, nextHop: Address, fixedMac: string | undefined): Fates {
  if (!hasCarrier(link) && link.kind !== 'dummy') return noCarrier(j, link);
  const refused = refusedByQueue(j, link);
  if (refused) return drop(j, refused);
  const lower = (k: Journey, to: LinkRecord): Fates => transmit(k, to, nextHop, fixedMac);
  switch (link.kind) {
    case 'bridge':
      return bridgeTransmit(j, link);
    case 'vxlan':
      return vxlanTransmit(j, link, nextHop);
    case 'dummy':
      return drop(j, {
        stage: 'dummy/xmit',
        reason: 'NOT_SPECIFIED',
        device: link.name,
        at: devicePlace(link, link.name),
        sentence: [`${link.name} is a dummy: what is sent there is thrown away`],
      });
    case 'ifb':
      return drop(j, {
        stage: 'ifb/xmit',
        reason: 'NOT_SPECIFIED',
        device: link.name,
        at: devicePlace(link, link.name),
        sentence: [`${link.name} is an ifb: it takes only what tc redirects to it`],
      });
    case 'bond':
    case 'team':
      return bondTransmit(j, link, lower);
    case 'vlan':
      return vlanTransmit(j, link, lower);
    case 'macvlan':
    case 'macvtap':
      return macvlanTransmit(j, link, lower);
    case 'ipvlan':
    case 'ipvtap':
      return ipvlanTransmit(j, link, lower);
    case 'tun':
      return processBehind(j, link);
    default:
  }
  if (link.kind === 'veth') {
    const peer = j.env.world.vethPeer(j.ns.key, link.name);
    if (peer) return vethTransmit(j, link, peer.netns, peer.device);
  }
  if (WIRES.has(link.kind)) return toUnderlay(j, link, nextHop, fixedMac);
  return tunnelTransmit(j, link, nextHop);
}

function noCarrier(j: Journey, link: LinkRecord): Fates {
  return drop(j, {
    stage: 'dev/xmit',
    reason: 'QDISC_DROP',
    device: link.name,
    at: devicePlace(link, link.name),
    sentence: [
      STACKED.has(link.kind)
        ? `${link.name} has no carrier: what it sits on is down or has none itself`
        : link.kind === 'tun'
          ? `${link.name} has no carrier: no process has it open`
          : `${link.name} has no carrier: its other end is down`,
    ],
    evidence: [evidenceAt(j.ns, 'links', link)],
  });
}

/** veth_xmit(): the frame comes in at the other end, if that takes it. is_skb_forwardable() */
function vethTransmit(j: Journey, link: LinkRecord, netns: string, device: string): Fates {
  const ns = namespaceOf(j, netns);
  const peer = ns && findLink(ns, device);
  if (!ns || !peer)
    return unknown(
      j,
      'veth/xmit',
      gapHere(
        j.ns,
        'namespace-not-collected',
        `The other end of ${link.name} is in a namespace that was not collected`,
      ),
      devicePlace(link, link.name),
    );
  if (!isUp(peer))
    return drop(j, {
      stage: 'veth/xmit',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [`the other end of ${link.name}, ${device} in ${ns.label}, is down`],
      evidence: [evidenceAt(ns, 'links', peer)],
    });
  // TCP hands down bundles of segments, which pass; a single one is refused to the sender, who keeps it and sends it with others.
  const tooLong = frameLength(j) > peer.mtu + 4;
  const bundle = j.bundle === true || (tooLong && j.local && j.bundled === true);
  if (tooLong && !bundle)
    return drop(j, {
      stage: 'veth/xmit',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [
        `${wireLength(j.packet)} bytes do not fit the MTU ${peer.mtu} of the other end, ${device} in ${ns.label}`,
      ],
      evidence: [evidenceAt(ns, 'links', peer)],
      ...(hearsOfIt(j) ? { errno: 'ENOBUFS' } : {}),
    });
  const entered = enterNamespace(j, link.name, ns, device);
  return receiveFrame(bundle ? { ...entered, bundle } : entered, device);
}

/**
 * veth_xmit() says that it dropped, and its sender hears: not of the first frame to a neighbour that has to be asked for, which waits and
 * leaves without him. The last fragment is a short one. ip_send_skb(), net_xmit_errno()
 */
function hearsOfIt({ packet: p, asked, nested }: Journey): boolean {
  if (p.protocol === 'tcp' || (nested ?? 0) > 1) return false;
  return !asked || fragmentCount(p) > 2;
}
