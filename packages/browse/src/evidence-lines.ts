import type { Diagnosis, Evidence } from '@skoop/model';

/** Names a line of a section; of an object the whole of it. */
export const lineKey = ({
  node,
  netns,
  section,
  line,
  text,
}: Omit<Evidence, 'text'> & { readonly text: string }): string =>
  line > 0 ? `${node}\n${netns}\n${section}\n${line}` : `${section}\n${text.replace(/ = .*$/s, '')}`;

/** Every line that a step or finding of a diagnosis rests on. */
export function evidenceOf({ traces, nodes, cluster }: Diagnosis): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (evidence: readonly Evidence[]): void => {
    for (const e of evidence) keys.add(lineKey(e));
  };
  for (const step of traces.flatMap((t) => t.hops.flatMap((h) => h.steps))) {
    add(step.evidence);
    add(step.rules?.flatMap((r) => (r.matched === 'no' || !r.evidence ? [] : [r.evidence])) ?? []);
  }
  for (const s of [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)]) add(s.evidence);
  return keys;
}
