import type { Diagnosis, Evidence, RuleStep, Step, Suspicion, Trace } from '@skoop/model';

/** The step that decides a branch: where it is dropped, else where it is not known how it goes on. */
export function decidingStep(trace: Trace | undefined): Step | undefined {
  const steps = trace?.hops.flatMap((h) => h.steps) ?? [];
  return (
    steps.findLast((s) => s.outcome === 'drop') ??
    steps.findLast((s) => s.kind === 'drop') ??
    (trace?.outcome === 'unknown' ? steps.findLast((s) => s.outcome === 'unknown' || s.outcome === 'maybe') : undefined)
  );
}

/** The rule of a step that matched last and ended the walk: what the picture shows in red. */
export const decidingRule = (step: Step | undefined): RuleStep | undefined =>
  step?.rules?.findLast((r) => r.matched === 'yes' && r.count === 1) ??
  step?.rules?.findLast((r) => r.matched === 'yes');

/** The line that decides: of the rule, else the first line of the step's or the drop's evidence. */
export function decidingLine(
  d: Diagnosis,
  trace: Trace | undefined,
): { readonly text: string; readonly at?: Evidence } | undefined {
  const step = decidingStep(trace);
  const rule = decidingRule(step);
  if (rule) return { text: rule.text, at: rule.evidence };
  const at = step?.evidence[0] ?? d.verdict.drops[0]?.evidence[0];
  // Of a socket only its addresses matter here.
  return at && { text: at.section === 'ss' ? at.text.replace(/ (?:ino|uid|sk|cgroup):.*$/, '') : at.text, at };
}

const rank = { fatal: 3, critical: 2, warning: 1, info: 0 } as const;

/** All findings of a diagnosis, the worst first, each once. */
export function findings(d: Diagnosis): readonly Suspicion[] {
  const seen = new Set<string>();
  return [...d.nodes.flatMap((n) => n.suspicions), ...d.cluster.suspicions]
    .filter((s) => {
      const key = `${s.id}\n${s.node}\n${s.message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .map((s, i) => ({ s, i }))
    .toSorted((a, b) => rank[b.s.level] - rank[a.s.level] || a.i - b.i)
    .map(({ s }) => s);
}

/** The finding to act on: the worst one with a fix, on the node of a drop, else on the way of a packet that was dropped. */
export function mainFinding(d: Diagnosis): Suspicion | undefined {
  if (d.verdict.drops.length === 0) return undefined;
  const atDrop = new Set(d.verdict.drops.map((drop) => drop.node));
  const onTheWay = new Set(d.traces.filter((t) => t.outcome === 'dropped').flatMap((t) => t.hops.map((h) => h.node)));
  const serious = findings(d).filter(
    (s) => rank[s.level] >= 2 && (s.node === '' || atDrop.has(s.node) || onTheWay.has(s.node)),
  );
  return serious.find((s) => s.fix && atDrop.has(s.node)) ?? serious.find((s) => s.fix) ?? serious[0];
}
