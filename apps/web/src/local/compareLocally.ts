import type { ComparedHop, Comparison, DiagnosisRecord } from '@skoop/api';
import type { Diagnosis, Hop, Suspicion, Trace } from '@skoop/model';
import { decidingStep, findings } from '@skoop/render';

type Direction = 'request' | 'reply';
type Way = { readonly index: number; readonly hops: readonly Hop[]; readonly trace: Trace };

/** The trace of a direction that the verdict is about: the first that fails, else the first. */
function wayOf(d: Diagnosis, direction: Direction): Way | undefined {
  const own = d.traces
    .map((trace, index) => ({ trace, index, hops: trace.hops }))
    .filter((w) => w.trace.direction === direction);
  return own.find((w) => w.trace.outcome !== 'delivered') ?? own[0];
}

const placeOf = (hop: Hop): string => `${hop.node} ${hop.netns}`;
const fateOf = (hop: Hop): string => hop.steps.map((s) => `${s.kind} ${s.stage} ${s.outcome}`).join('\n');

function difference(before: Way, a: Hop, after: Way, b: Hop): string | undefined {
  const [was, is] = [decidingStep(before.trace), decidingStep(after.trace)];
  const died = was && a.steps.includes(was) ? was.stage : undefined;
  const dies = is && b.steps.includes(is) ? is.stage : undefined;
  if (died && !dies) return `dropped at ${died}, now passes`;
  if (!died && dies) return `passed, now dropped at ${dies}`;
  if (died !== dies) return `dropped at ${died}, now at ${dies}`;
  return fateOf(a) === fateOf(b) ? undefined : 'other steps than before';
}

function compareWays(direction: Direction, before: Way | undefined, after: Way | undefined): readonly ComparedHop[] {
  const [a, b] = [before?.hops ?? [], after?.hops ?? []];
  const hops: ComparedHop[] = [];
  const used = new Set<number>();
  const only = (state: 'only-before' | 'only-after', way: Way, hop: Hop, index: number): ComparedHop => ({
    direction,
    node: hop.node,
    netns: hop.netns,
    state,
    [state === 'only-before' ? 'before' : 'after']: { trace: way.index, hop: index },
  });
  a.forEach((hop, i) => {
    const j = b.findIndex((other, at) => !used.has(at) && placeOf(other) === placeOf(hop));
    const other = b[j];
    if (!before || !after || !other) {
      if (before) hops.push(only('only-before', before, hop, i));
      return;
    }
    used.add(j);
    const what = difference(before, hop, after, other);
    hops.push({
      direction,
      node: hop.node,
      netns: hop.netns,
      state: what ? 'changed' : 'same',
      before: { trace: before.index, hop: i },
      after: { trace: after.index, hop: j },
      difference: what,
    });
  });
  b.forEach((hop, j) => {
    if (after && !used.has(j)) hops.push(only('only-after', after, hop, j));
  });
  return hops;
}

/** Two diagnoses of this browser side by side. The lines that changed are those of the fix that was applied. */
export function compareLocally(before: DiagnosisRecord, after: DiagnosisRecord): Comparison {
  const [a, b] = [before.diagnosis, after.diagnosis];
  const key = (s: Suspicion) => `${s.id} ${s.node}`;
  const [was, is] = [a ? findings(a) : [], b ? findings(b) : []];
  const had = new Set(was.map(key));
  const has = new Set(is.map(key));
  return {
    before,
    after,
    hops: a && b ? (['request', 'reply'] as const).flatMap((d) => compareWays(d, wayOf(a, d), wayOf(b, d))) : [],
    changes: [],
    changesTruncated: false,
    findings: {
      gone: was.filter((s) => !has.has(key(s))),
      appeared: is.filter((s) => !had.has(key(s))),
      kept: is.filter((s) => had.has(key(s))),
    },
  };
}
