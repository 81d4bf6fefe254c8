import type { Diagnosis, Gap } from '@skoop/model';

/** Everything that could not be evaluated: gaps of the verdict and of steps, each once. */
export function notEvaluated(d: Diagnosis): readonly Gap[] {
  const seen = new Map<string, Gap>();
  const add = (g: Gap): void => {
    const key = `${g.id}\n${g.node}\n${g.netns}\n${g.message}`;
    if (!seen.has(key)) seen.set(key, g);
  };
  for (const g of d.verdict.gaps) add(g);
  for (const t of d.traces) for (const h of t.hops) for (const s of h.steps) if (s.gap) add(s.gap);
  return [...seen.values()];
}

/** `2 not evaluated, verdict unaffected`; '' where everything was. */
export function notEvaluatedWords(d: Diagnosis): string {
  const n = notEvaluated(d).length;
  if (n === 0) return 'everything was evaluated';
  return `${n} not evaluated${d.verdict.outcome === 'unknown' ? '' : ', verdict unaffected'}`;
}
