import type { Point } from '@skoop/render';

/** Inner corners of a polyline as Cytoscape wants them: along and beside the straight line from its first to its last point. */
export type Segments = { readonly weights: readonly number[]; readonly distances: readonly number[] };

/** Undefined where a straight line says the same. The first and the last point must differ. */
export function segmentsOf(points: readonly Point[]): Segments | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return undefined;
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return undefined;
  const [ux, uy] = [dx / length, dy / length];
  const inner = points.slice(1, -1).map(([x, y]) => {
    const [px, py] = [x - first[0], y - first[1]];
    return { weight: (px * ux + py * uy) / length, distance: px * -uy + py * ux };
  });
  return { weights: inner.map((i) => i.weight), distances: inner.map((i) => i.distance) };
}
