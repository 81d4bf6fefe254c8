import type { DiagnosisRecord } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { findings, notEvaluated } from '@skoop/render';

/** What a list shows of a diagnosis, with the diagnosis itself. */
export function recordOf(diagnosis: Diagnosis): Partial<DiagnosisRecord> {
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
    diagnosis,
  };
}
