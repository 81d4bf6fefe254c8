import type { Diagnosis } from '@skoop/model';
import { buildComparedView, type ComparedStop, type ComparedView, type HopView, worstDirection } from '@skoop/render';
import type { Direction } from '../diagnosis/selection.ts';

export type ComparedViews = Readonly<Record<Direction, ComparedView>>;

export const comparedViews = (before: Diagnosis, after: Diagnosis): ComparedViews => ({
  request: buildComparedView(before, after, 'request'),
  reply: buildComparedView(before, after, 'reply'),
});

export const differing = (view: ComparedView): readonly ComparedStop[] =>
  view.stops.filter((s) => s.change !== undefined);

export type ComparedSelection = {
  readonly direction: Direction;
  readonly view: ComparedView;
  readonly stop: ComparedStop | undefined;
};

/** Reads the selection of a URL; what is missing there falls back to where a packet dies on one side only, else to the first place that differs. */
export function readComparedSelection(
  params: URLSearchParams,
  before: Diagnosis,
  after: Diagnosis,
  views: ComparedViews,
): ComparedSelection {
  const wanted = params.get('dir');
  const direction = wanted === 'request' || wanted === 'reply' ? wanted : firstDirection(before, after, views);
  const view = views[direction];
  const number = Number(params.get('hop'));
  const stop =
    view.stops.find((s) => s.number === number) ??
    view.stops.find((s) => s.change === 'changed' && (endsAt(s.before) || endsAt(s.after))) ??
    view.stops.find((s) => s.change === 'changed') ??
    differing(view)[0] ??
    view.stops.at(-1);
  return { direction, view, stop };
}

/** Where a packet dies, or nobody knows how it goes on. */
const endsAt = (hop: HopView | undefined): boolean => hop?.outcome === 'dropped' || hop?.outcome === 'unknown';

function firstDirection(before: Diagnosis, after: Diagnosis, views: ComparedViews): Direction {
  const worst = worstDirection(after.verdict.drops.length > 0 ? after : before);
  const other = worst === 'request' ? 'reply' : 'request';
  return differing(views[worst]).length === 0 && differing(views[other]).length > 0 ? other : worst;
}
