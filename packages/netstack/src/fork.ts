import type { Gap } from '@skoop/model';

/**
 * A decision that the walk could not make alone. `random`: the kernel rolls dice, each future has its probability.
 * `maybe`: the kernel decides by something we do not know, and every future is possible.
 * Futures that share a `point` belong to one decision; `index` tells them apart.
 */
export type Choice =
  | {
      readonly kind: 'random';
      readonly point: string;
      readonly index: number;
      readonly probability: number;
      readonly label: string;
    }
  | { readonly kind: 'maybe'; readonly point: string; readonly index: number; readonly gap: Gap };

/** One possible future: the decisions that lead to it, oldest first, and what it looks like. */
export type Fork<T> = { readonly choices: readonly Choice[]; readonly value: T };

/** What is less likely than this is left out: a port that a kernel picks is hardly ever a given one. */
export const NEGLIGIBLE = 1 / 500;

/** The only future. */
export const sure = <T>(value: T): readonly Fork<T>[] => [{ choices: [], value }];

/** Goes on from every future; decisions add up. */
export const andThen = <T, U>(forks: readonly Fork<T>[], next: (value: T) => readonly Fork<U>[]): readonly Fork<U>[] =>
  forks.flatMap((f) =>
    f.choices.length === 0
      ? next(f.value)
      : next(f.value).map((g) => ({ choices: [...f.choices, ...g.choices], value: g.value })),
  );

export const mapFork = <T, U>(forks: readonly Fork<T>[], f: (value: T) => U): readonly Fork<U>[] =>
  forks.map((x) => ({ choices: x.choices, value: f(x.value) }));

/** Probability of a future among the random decisions on its way; *maybe* decisions do not change it. */
export const probabilityOf = (choices: readonly Choice[]): number =>
  choices.reduce((p, c) => (c.kind === 'random' ? p * c.probability : p), 1);
