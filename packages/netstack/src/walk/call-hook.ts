import type { Gap } from '@skoop/model';
import { andThen } from '../fork.ts';
import { rejectAnswer } from '../icmp/reject.ts';
import { transmitToServer } from '../ipvs/transmit.ts';
import type { Namespace } from '../namespace.ts';
import type { HookInput, HookResult, InetHook } from '../netfilter/hook.ts';
import { MAX_FUTURES } from '../work.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from './journey.ts';

export type HookPlace = Pick<
  HookInput,
  | 'layer'
  | 'continued'
  | 'inDevice'
  | 'outDevice'
  | 'physInDevice'
  | 'physOutDevice'
  | 'bridged'
  | 'packetType'
  | 'nextHop'
> & {
  /** RTCF_LOCAL: the packet is for this machine, so a REJECT answers from the address it was sent to. */
  readonly toUs?: boolean;
  /** The packet is no frame for this host: no ICMP error is sent about it. */
  readonly silent?: boolean;
};

const tooManyFutures = (ns: Namespace): Gap =>
  gapHere(
    ns,
    'too-many-futures',
    `More than ${MAX_FUTURES} things can happen next: they were not followed any farther`,
  );

/** NF_HOOK(): runs everything that is registered at one hook and goes on with the packet that comes out. */
export function callHook(
  j: Journey,
  hook: InetHook,
  place: HookPlace,
  next: (after: Journey, result: HookResult & { readonly kind: 'accept' }) => Fates,
): Fates {
  const { toUs, silent, ...where } = place;
  const results = j.env.runHook({
    ns: j.ns,
    hook,
    packet: j.packet,
    flow: j.flow,
    work: j.env.work,
    sockets: j.env.sockets,
    ...where,
    ...(j.sourceMac === undefined ? {} : { sourceMac: j.sourceMac }),
    ...(j.destinationMac === undefined ? {} : { destinationMac: j.destinationMac }),
    ...(j.owner === undefined ? {} : { owner: j.owner }),
  });
  const width = j.width * results.length;
  if (width > MAX_FUTURES) return unknown(j, `netfilter/${hook}`, tooManyFutures(j.ns));
  return andThen(results, (r) => {
    const after: Journey = { ...withStep(j, ...r.steps), packet: r.packet, flow: r.flow, width };
    if (r.kind === 'accept') return next(after, r);
    if (r.kind === 'transmit')
      return transmitToServer({ ...after, ...(where.inDevice === undefined ? {} : { skbDevice: where.inDevice }) }, r);
    if (r.kind === 'unknown') return unknown(after, r.stage, r.gap);
    const answered = r.rejectWith !== undefined && (!silent || r.rejectWith === 'tcp-reset');
    const answer = answered ? rejectAnswer(r.packet, r.rejectWith, toUs === true) : undefined;
    return drop(after, {
      stage: r.stage,
      reason: r.reason,
      sentence: [],
      evidence: r.evidence,
      errno: 'EPERM',
      steps: [],
      ...(answer ? { answer } : {}),
    });
  });
}
