import type { Change, Evidence, Packet, Sentence, Step } from '@skoop/model';
import { changesOf, STACK } from '../walk/step.ts';
import type { ChainVerdict } from './chain-verdict.ts';

/** The step of one table at one hook, or nothing where there was nothing to see. */
export function chainStep(
  stage: string,
  v: ChainVerdict,
  before: Packet,
  kind: Step['kind'] = 'hook',
): readonly Step[] {
  const { rules } = v.trace;
  if (rules.length === 0 && v.verdict === 'accept') return [];
  const changes = changesOf(before, v.skb.packet);
  return [
    {
      kind,
      stage,
      at: STACK,
      outcome: v.verdict === 'drop' ? 'drop' : v.verdict === 'unknown' ? 'unknown' : 'pass',
      sentence: chainSentence(stage, v),
      evidence: v.verdict === 'accept' ? [] : v.evidence,
      rules,
      ...(changes.length > 0 ? { changes } : {}),
    },
  ];
}

function chainSentence(stage: string, v: ChainVerdict): Sentence {
  const said = v.trace.sentence;
  const at = v.evidence[0];
  if (v.verdict === 'unknown') return [`what ${stage} does with the packet is not known: ${v.by}`];
  if (v.verdict === 'drop' && v.by.startsWith('policy') && at) {
    const policy = { text: `the policy of ${stage} is DROP`, at };
    return said.length > 0 ? [`${stage}: `, ...said, ', ', policy] : [policy, ': no rule took the packet before'];
  }
  if (said.length > 0) return [`${stage}: `, ...said];
  return [v.verdict === 'drop' ? `${stage} drops the packet` : `${stage} lets the packet pass`];
}

/** A step of conntrack or nat that no rule of a chain made. */
export const plainStep = (
  kind: Step['kind'],
  stage: string,
  outcome: Step['outcome'],
  sentence: Sentence,
  more: { readonly changes?: readonly Change[]; readonly evidence?: readonly Evidence[] } = {},
): Step => ({
  kind,
  stage,
  at: STACK,
  outcome,
  sentence,
  evidence: more.evidence ?? [],
  ...(more.changes && more.changes.length > 0 ? { changes: more.changes } : {}),
});
