import type { Comparison } from '@skoop/api';
import type { Diagnosis, Suspicion } from '@skoop/model';
import { findings } from '@skoop/render';

/** Findings that are gone, new, and still there, by what they are and where. The worst first. */
export function compareFindings(before: Diagnosis, after: Diagnosis): Comparison['findings'] {
  const [a, b] = [byKey(before), byKey(after)];
  const without = (list: ReadonlyMap<string, Suspicion>, other: ReadonlyMap<string, Suspicion>): readonly Suspicion[] =>
    [...list].flatMap(([key, suspicion]) => (other.has(key) ? [] : [suspicion]));
  return {
    gone: without(a, b),
    appeared: without(b, a),
    kept: [...b].flatMap(([key, suspicion]) => (a.has(key) ? [suspicion] : [])),
  };
}

const byKey = (d: Diagnosis): ReadonlyMap<string, Suspicion> =>
  new Map(findings(d).map((s) => [`${s.id} ${s.node}`, s]));
