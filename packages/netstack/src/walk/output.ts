import { findLink } from '../device/link.ts';
import { icmpError } from '../icmp/error.ts';
import { neighbourOutput } from '../neighbour/output.ts';
import { callHook } from './call-hook.ts';
import { drop, type Fates, type Journey, withStep } from './journey.ts';
import { fragmented, routeMtu, wireLength } from './mtu.ts';
import { ipReceiveLooped } from './receive.ts';
import type { Routed } from './routed.ts';
import { devicePlace, pass } from './step.ts';

/** ip_output(), ip6_output(): POSTROUTING, then fragments, then the link. */
export function ipOutput(j: Journey, r: Routed): Fates {
  const place = {
    outDevice: r.device,
    nextHop: r.nextHop,
    ...(j.bridge ? { physInDevice: j.bridge.physInDevice } : {}),
    ...(j.skbDevice === undefined ? {} : { inDevice: j.skbDevice }),
  };
  return callHook(j, 'POSTROUTING', place, (after) => finishOutput(after, r));
}

/** ip_finish_output(): the packet is cut into fragments where it does not fit, if it may. */
function finishOutput(j: Journey, r: Routed): Fates {
  const link = findLink(j.ns, r.device);
  if (r.device === 'lo' || link?.kind === 'loopback') return loopback(j, r);
  const mtu = routeMtu(j.ns, r, j.packet.destination, j.flow, !j.local);
  const fits = wireLength(j.packet) <= mtu;
  const { mayBeCut, ...sent } = j;
  if (fits) return neighbourOutput(sent, r);
  const six = j.packet.family === 6;
  if ((j.packet.dontFragment || six) && !j.local && !mayBeCut) {
    const answer = six ? icmpError(j.packet, { type: 2, code: 0, mtu }) : undefined;
    return drop(j, {
      stage: 'ip_output/mtu',
      // ip6_fragment() has no word for it.
      reason: six ? 'NOT_SPECIFIED' : 'PKT_TOO_BIG',
      ...(answer ? { answer } : {}),
      device: r.device,
      at: devicePlace(link, r.device),
      sentence: [
        `${wireLength(j.packet)} bytes do not fit the MTU ${mtu} of ${r.device}, and the packet must not be fragmented`,
      ],
    });
  }
  const step = pass('mtu', 'ip_output/fragment', [
    `${j.packet.length} bytes leave ${r.device} in fragments: its MTU is ${mtu}`,
  ]);
  // The fast path sends the pieces as they came, where they fit. skb_has_frag_list()
  const packet =
    mayBeCut !== undefined && mayBeCut <= mtu ? { ...j.packet, fragment: mayBeCut } : fragmented(j.packet, mtu);
  return neighbourOutput({ ...withStep(sent, step), packet }, r);
}

// @supports devices | loopback | drivers/net/loopback.c: loopback_xmit()
/** loopback_xmit(): the packet comes in again by lo, with its route. */
function loopback(j: Journey, r: Routed): Fates {
  const link = findLink(j.ns, 'lo');
  if (link && !link.flags.includes('UP'))
    return drop(j, {
      stage: 'dev/xmit',
      // Its queue is the one that takes nothing. noop_enqueue() of net/sched/sch_generic.c
      reason: 'QDISC_DROP',
      device: 'lo',
      at: devicePlace(link, 'lo'),
      sentence: ['lo is down'],
      errno: 'ENETDOWN',
    });
  return ipReceiveLooped(j, r);
}
