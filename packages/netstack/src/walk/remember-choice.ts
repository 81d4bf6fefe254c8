import type { Fork } from '../fork.ts';
import type { Journey } from './journey.ts';

/**
 * Decisions that hold for all packets of a conversation: the neighbour cache keeps who won a question. The first packet decides,
 * later ones meet the same. Each future comes with the journey that knows.
 */
export function rememberChoice<T>(
  j: Journey,
  forks: readonly Fork<T>[],
): readonly Fork<{ readonly j: Journey; readonly value: T }>[] {
  const known = forks.find((f) => f.choices.some((c) => j.flow.hashed.get(c.point) === c.index));
  if (known) return [{ choices: [], value: { j, value: known.value } }];
  if (forks.length <= 1) return forks.map((f) => ({ choices: f.choices, value: { j, value: f.value } }));
  return forks.map((f) => {
    const hashed = new Map([...j.flow.hashed, ...f.choices.map((c) => [c.point, c.index] as const)]);
    const after = { ...j, width: j.width * forks.length, flow: { ...j.flow, hashed } };
    return { choices: f.choices, value: { j: after, value: f.value } };
  });
}
