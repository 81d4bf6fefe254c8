import type { Edge, Label, Mark } from '../view/pathView.ts';

/** Id of the strand beside that of a line, for the part that only the packet before went. */
export const beforeStrand = (line: string): string => `${line}-`;

/**
 * The lines of both sides as one. What both packets went is one line: in the colour of its end if that is the same, else in ink, as nothing
 * is decided yet. From where they part there are two beside each other.
 */
export function mergeEdges(before: readonly Edge[], after: readonly Edge[], single: boolean): readonly Edge[] {
  const [old, now] = [byEnds(before), byEnds(after)];
  const strandOf = (edge: Edge): string | undefined => (single ? undefined : edge.strand);
  const kept = after.flatMap((edge): readonly Edge[] => {
    const twin = twinOf(edge, old);
    if (twin && alike(twin, edge))
      return [
        {
          ...edge,
          strand: strandOf(edge),
          tone: twin.tone === edge.tone ? edge.tone : 'ink',
          labels: labelsOf(twin, edge),
        },
      ];
    // What is only promised now was really gone before: that line says more.
    const covered = twin?.kind === 'taken';
    if (edge.kind !== 'taken' && !edge.mark) return covered ? [] : [{ ...edge, strand: strandOf(edge) }];
    return [
      {
        ...edge,
        strand: edge.strand ?? 's0',
        to: covered ? undefined : edge.to,
        change: 'only-after',
        mark: edge.mark && { ...edge.mark, label: since(edge.mark, 'now') },
      },
    ];
  });
  const gone = before.flatMap((edge): readonly Edge[] => {
    const twin = twinOf(edge, now);
    if ((twin && alike(edge, twin)) || (edge.kind !== 'taken' && !edge.mark)) return [];
    return [
      {
        ...edge,
        id: `before:${edge.id}`,
        strand: beforeStrand(edge.strand ?? 's0'),
        to: edge.kind === 'taken' ? edge.to : undefined,
        labels: edge.labels.filter((l) => l.kind !== 'share'),
        change: 'only-before',
        mark: edge.mark && { ...edge.mark, label: since(edge.mark, 'before') },
      },
    ];
  });
  return [...kept, ...gone];
}

/** `dropped before`, `dropped here now`. */
const since = (mark: Mark, when: 'now' | 'before'): string => `${mark.label.replace(/ here$/, '')} ${when}`;

const endsOf = (edge: Edge): string => `${edge.from}>${edge.kind === 'taken' ? edge.to : ''}`;

function byEnds(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const out = new Map<string, Edge[]>();
  const put = (key: string, edge: Edge): void => {
    const list = out.get(key);
    if (list) list.push(edge);
    else out.set(key, [edge]);
  };
  for (const edge of edges) {
    put(endsOf(edge), edge);
    if (edge.kind !== 'taken' && edge.to !== undefined) put(`${edge.from}>${edge.to}`, edge);
  }
  return out;
}

/** The line of the other side between the same places; of several that of the same strand, or the trunk of all. */
function twinOf(edge: Edge, others: ReadonlyMap<string, readonly Edge[]>): Edge | undefined {
  const list = [
    ...(others.get(endsOf(edge)) ?? []),
    ...(edge.to === undefined ? [] : (others.get(`${edge.from}>${edge.to}`) ?? [])),
  ];
  return list.find((o) => o.strand === edge.strand || o.strand === undefined || edge.strand === undefined);
}

const alike = (a: Edge, b: Edge): boolean =>
  a.mark || b.mark
    ? a.mark?.tone === b.mark?.tone && a.mark?.sub === b.mark?.sub
    : a.kind === 'taken' && b.kind === 'taken';

/** What is said beside a line that both went: now, and the addresses that were others before. */
function labelsOf(before: Edge, after: Edge): readonly Label[] {
  const now = new Set(after.labels.map((l) => l.text));
  const was = before.labels.filter((l) => l.kind === 'address' && !now.has(l.text));
  return [
    ...after.labels.map((l): Label => (l.kind === 'share' && before.tone !== after.tone ? { ...l, tone: 'ink' } : l)),
    ...was.map((l): Label => ({ text: `was ${l.text.replace(/^(?:to|from) /, '')}`, kind: 'address', tone: 'ghost' })),
  ];
}
