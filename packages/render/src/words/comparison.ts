import type { Diagnosis, Outcome } from '@skoop/model';
import { percent } from './share.ts';

const order: { readonly [O in Outcome]: number } = { dropped: 0, unknown: 1, partial: 2, delivered: 3 };
const words: { readonly [O in Outcome]: string } = {
  dropped: 'dropped',
  unknown: 'not known',
  partial: 'delivered in part',
  delivered: 'delivered',
};

/** What became of it, in one line: `Fixed: dropped before, delivered now`. `differs`: whether any place of the way does. */
export function comparisonHeadline(before: Diagnosis, after: Diagnosis, differs: boolean): string {
  const [was, is] = [before.verdict.outcome, after.verdict.outcome];
  if (!sameQuestion(before, after))
    return was === is ? `Two questions, both ${words[is]}` : `Two questions: one ${words[was]}, the other ${words[is]}`;
  if (was === is && before.verdict.deliveredShare === after.verdict.deliveredShare)
    return differs ? `Still ${words[is]}, but not on the same way` : `No difference: ${words[is]} both times`;
  const better = order[is] - order[was] || after.verdict.deliveredShare - before.verdict.deliveredShare;
  const word = is === 'delivered' ? 'Fixed' : was === 'delivered' ? 'Broken' : better > 0 ? 'Better' : 'Worse';
  const judged = is === 'unknown' || was === 'unknown' ? 'Changed' : word;
  return was === is
    ? `${judged}: ${percentOf(before)} delivered before, ${percentOf(after)} now`
    : `${judged}: ${words[was]} before, ${words[is]} now`;
}

const percentOf = (d: Diagnosis): string => percent(d.verdict.deliveredShare);

/** Whether both answer one question; where they do not, most of what differs is no change of the cluster. */
export const sameQuestion = (before: Diagnosis, after: Diagnosis): boolean =>
  questionKey(before) === questionKey(after);

const questionKey = ({ question: { source, destination, port, protocol } }: Diagnosis): string =>
  JSON.stringify([endKey(source), endKey(destination), port ?? null, protocol]);
/** A pod that was replaced under its name has another address. */
const endKey = ({ type, namespace, name, address }: Diagnosis['question']['source']): readonly string[] =>
  name ? [type, namespace ?? '', name] : [type, address];
