import type { Fork } from '../../fork.ts';
import { sure } from '../../fork.ts';
import { sysctlEvidence } from '../../sysctl.ts';
import type { HookInput } from '../hook.ts';
import type { CallResult } from '../hook-call.ts';
import { plainStep } from '../hook-step.ts';
import { trackedOf } from './attached.ts';
import { type Tracking, trackPacket } from './track.ts';
import { tupleText } from './tuple.ts';

/** The function that conntrack registers at PREROUTING and OUTPUT: nf_conntrack_in(). */
export function conntrackCall(skb: HookInput): readonly Fork<CallResult>[] {
  const tracking = trackPacket(skb);
  const stage = `conntrack/${skb.hook}`;
  const after = { ...skb, flow: tracking.flow };
  const passed: CallResult = { skb: after, steps: stateStep(after, tracking, stage) };
  if (!tracking.full) return sure(passed);
  const dropped = tableFull(skb, stage);
  if (tracking.full === 'full') return sure(dropped);
  const gap = {
    id: 'conntrack-table-full',
    node: skb.ns.node,
    netns: skb.ns.label,
    message: `The conntrack table of ${skb.ns.node} is full: a new connection gets in only if an idle one is thrown out`,
    action: 'sysctl net.netfilter.nf_conntrack_max',
  };
  const point = `${skb.ns.key} conntrack-full`;
  return [passed, dropped].map((value, index) => ({ choices: [{ kind: 'maybe', point, index, gap }], value }));
}

function tableFull(skb: HookInput, stage: string): CallResult {
  const evidence = ['net/netfilter/nf_conntrack_count', 'net/netfilter/nf_conntrack_max']
    .map((key) => sysctlEvidence(skb.ns, key))
    .filter((e) => e !== undefined);
  return {
    skb,
    steps: [
      plainStep('conntrack', stage, 'drop', ['the conntrack table is full: no room for a new connection'], {
        evidence,
      }),
    ],
    end: { kind: 'drop', stage, reason: 'NETFILTER_DROP', evidence },
  };
}

function stateStep(skb: HookInput, { state, why }: Tracking, stage: string): CallResult['steps'] {
  if (state === 'unchanged') return [];
  const tracked = trackedOf(skb.flow, skb.ns.key);
  const of = tracked ? ` ${tupleText(tracked.connection.original)}` : '';
  const text = {
    new: `conntrack: a new connection${of}`,
    established: `conntrack: belongs to the known connection${of}`,
    related: `conntrack: RELATED to the connection${of}`,
    invalid: `conntrack: INVALID: ${why ?? 'no part of a connection'}`,
    untracked: 'conntrack: UNTRACKED',
  }[state];
  return [plainStep('conntrack', stage, 'pass', [text])];
}
