import type { Diagnosis } from '@skoop/model';
import { findings } from './deciding.ts';
import { notEvaluated } from './notEvaluated.ts';

/** What a list shows of a diagnosis. */
export function summaryOf(diagnosis: Diagnosis) {
  const { verdict, question, takenAt, cluster } = diagnosis;
  const [drop] = verdict.drops;
  return {
    question,
    takenAt,
    cluster: cluster.facts.name,
    outcome: verdict.outcome,
    deliveredShare: verdict.deliveredShare,
    symptom: verdict.symptom,
    sentence: verdict.sentence,
    firstDrop: drop && { node: drop.node, netns: drop.netns, stage: drop.stage, reason: drop.reason },
    suspicions: findings(diagnosis).length,
    gaps: notEvaluated(diagnosis).length,
  };
}
