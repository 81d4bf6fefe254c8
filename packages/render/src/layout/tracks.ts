/** A horizontal piece of a strand in the underlay band. */
export type Span = { readonly id: string; readonly left: number; readonly right: number };

/**
 * Level of each span, 0 on top: short ones first, and below every one that it overlaps. Nested spans never cross; the distance keeps
 * neighbours' corners apart.
 */
export function trackLevels(spans: readonly Span[], distance: number): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  const placed: (Span & { level: number })[] = [];
  for (const s of spans.toSorted(
    (a, b) => a.right - a.left - (b.right - b.left) || a.left - b.left || a.id.localeCompare(b.id),
  )) {
    let level = 0;
    for (const p of placed)
      if (p.left < s.right + distance && s.left < p.right + distance) level = Math.max(level, p.level + 1);
    placed.push({ ...s, level });
    out.set(s.id, level);
  }
  return out;
}
