import type { HookInput } from './hook.ts';

/** A match whose answer the snapshot does not tell. One decision holds for all packets of one direction of a conversation. */
export type Maybe = {
  readonly kind: 'maybe';
  readonly why: string;
  /** What the user can do to know it. */
  readonly action?: string;
  /** A kernel picks the value at random (a port): the share of all values with which it matches. */
  readonly share?: number;
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

/** A value that a kernel picks matches with this share of all that it may pick. */
export const picked = (why: string, share: number): Maybe => ({ kind: 'maybe', why, share });

/** Negation of an answer. What a match leaves behind stays. */
export function not(answer: Answer): Answer {
  if (answer === 'yes') return 'no';
  if (answer === 'no') return 'yes';
  if (answer.kind === 'random') return { ...answer, probability: 1 - answer.probability };
  if (answer.kind === 'maybe') return answer.share === undefined ? answer : { ...answer, share: 1 - answer.share };
  return 'no';
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
    else if (a.kind === 'maybe') result = bothMaybe(result, a);
    else if (a.kind === 'random' && typeof result === 'object' && result.kind === 'random')
      result = { ...a, probability: a.probability * result.probability };
  }
  return result;
}

/** Both must hold: shares multiply, and what has none decides alone that nothing is known. */
function bothMaybe(a: Answer, b: Maybe): Maybe {
  if (typeof a !== 'object' || a.kind !== 'maybe' || b.share === undefined) return b;
  return a.share === undefined ? a : { ...b, share: a.share * b.share };
}

/** Any of several answers, as one: a certain `yes` decides, then what is not known. */
export function any(answers: readonly Answer[]): Answer {
  return not(all(answers.map(not)));
}
