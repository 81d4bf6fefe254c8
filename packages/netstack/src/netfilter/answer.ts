import type { HookInput } from './hook.ts';

/** A match whose answer the snapshot does not tell. One decision holds for all packets of one direction of a conversation. */
export type Maybe = {
  readonly kind: 'maybe';
  readonly why: string;
  /** What the user can do to know it. */
  readonly action?: string;
};
/** A match that rolls dice. */
export type Chance = { readonly kind: 'random'; readonly probability: number; readonly label: string };
/** A match that leaves something behind for later packets, in `Flow.hashed`. */
export type Learned = { readonly kind: 'yes'; readonly learn: readonly [key: string, value: number] };
export type Answer = 'yes' | 'no' | Maybe | Chance | Learned;

/** A compiled match: asks one packet at one hook. Never throws. */
export type Match = (skb: HookInput) => Answer;

export const maybe = (why: string, action?: string): Maybe => ({
  kind: 'maybe',
  why,
  ...(action === undefined ? {} : { action }),
});

/** Negation of an answer. What a match leaves behind stays. */
export function not(answer: Answer): Answer {
  if (answer === 'yes') return 'no';
  if (answer === 'no') return 'yes';
  if (answer.kind === 'random') return { ...answer, probability: 1 - answer.probability };
  return answer.kind === 'yes' ? 'no' : answer;
}

export const answerOf = (truth: boolean): Answer => (truth ? 'yes' : 'no');
/** `truth` with an optional `!` in front: the kernel's `^ invert`. */
export const inverted = (answer: Answer, invert: boolean): Answer => (invert ? not(answer) : answer);

/** All of several answers, as one: a certain `no` decides, then what is not known. */
export function all(answers: readonly Answer[]): Answer {
  let result: Answer = 'yes';
  for (const a of answers) {
    if (a === 'no') return 'no';
    if (a === 'yes') continue;
    if (result === 'yes' || (typeof result === 'object' && result.kind === 'yes')) result = a;
    else if (a.kind === 'maybe') result = a;
    else if (a.kind === 'random' && typeof result === 'object' && result.kind === 'random')
      result = { ...a, probability: a.probability * result.probability };
  }
  return result;
}

/** Any of several answers, as one: a certain `yes` decides, then what is not known. */
export function any(answers: readonly Answer[]): Answer {
  return not(all(answers.map(not)));
}
