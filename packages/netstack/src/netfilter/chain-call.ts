import { type Fork, mapFork } from '../fork.ts';
import type { ChainVerdict } from './chain-verdict.ts';
import type { HookInput } from './hook.ts';
import type { CallResult, HookEnd } from './hook-call.ts';
import { chainStep } from './hook-step.ts';

/** What became of the packet in one base chain, as the result of the function that is registered for it. */
export const chainResult = (
  stage: string,
  before: HookInput,
  verdicts: readonly Fork<ChainVerdict>[],
): readonly Fork<CallResult>[] =>
  mapFork(verdicts, (v) => {
    const end = endOf(stage, v);
    return {
      skb: v.skb,
      steps: chainStep(stage, v, before.packet),
      ...(v.tproxy ? { tproxy: v.tproxy } : {}),
      ...(end ? { end } : {}),
    };
  });

/** The verdict as the end of the hook; undefined where the packet goes on. */
export function endOf(stage: string, v: ChainVerdict): HookEnd | undefined {
  if (v.verdict === 'accept') return undefined;
  if (v.verdict === 'drop')
    return {
      kind: 'drop',
      stage,
      reason: v.reason ?? 'NETFILTER_DROP',
      evidence: v.evidence,
      ...(v.rejectWith === undefined ? {} : { rejectWith: v.rejectWith }),
    };
  const { node, label } = v.skb.ns;
  const gap = {
    id: 'rules-not-followed',
    node,
    netns: label,
    message: `The rules of ${stage} could not be followed: ${v.by}`,
  };
  return { kind: 'unknown', stage, gap };
}
