import type { Diagnosis } from '@skoop/model';
import { type BranchView, buildView, type HopView, type PathView, worstDirection } from '@skoop/render';

export type Tab = 'graph' | 'table' | 'findings' | 'raw';
export const TABS: readonly Tab[] = ['graph', 'table', 'findings', 'raw'];
export type Direction = PathView['direction'];

/** Both directions of a diagnosis, ready to be shown. */
export type Views = Readonly<Record<Direction, PathView>>;
export const viewsOf = (d: Diagnosis): Views => ({ request: buildView(d, 'request'), reply: buildView(d, 'reply') });

/** What is shown and selected; all of it stands in the URL. */
export type Selection = {
  readonly tab: Tab;
  readonly direction: Direction;
  readonly view: PathView;
  readonly branch: BranchView | undefined;
  readonly hop: HopView | undefined;
  /** 1-based step within the hop; undefined: the one that decides. */
  readonly step: number | undefined;
};

/** The hop to look at first: where it breaks, else where a backend is chosen, else where it arrives. */
function firstHop(view: PathView, branch: BranchView | undefined): HopView | undefined {
  const end = branch?.hops.at(-1);
  if (!branch || !end || end.outcome !== 'delivered') return end;
  const choice = branch.hops.find((h) => /NAT$/.test(view.cards.find((c) => c.id === h.card)?.badge ?? ''));
  return choice ?? end;
}

/** Reads the selection of a URL; what is missing or does not exist there falls back to the first divergence. */
export function readSelection(params: URLSearchParams, d: Diagnosis, views: Views): Selection {
  const tab = TABS.find((t) => t === params.get('as')) ?? 'graph';
  const wanted = params.get('dir');
  const direction = wanted === 'request' || wanted === 'reply' ? wanted : worstDirection(d);
  const view = views[direction];
  const branch = view.branches.find((b) => b.id === params.get('branch')) ?? view.branches[0];
  const number = Number(params.get('hop'));
  const hop = branch?.hops.find((h) => h.number === number) ?? firstHop(view, branch);
  const step = Number(params.get('step'));
  return {
    tab,
    direction,
    view,
    branch,
    hop,
    step: Number.isInteger(step) && step >= 1 && step <= (hop?.steps.length ?? 0) ? step : undefined,
  };
}

export type SelectionChange = {
  readonly tab?: Tab;
  readonly direction?: Direction;
  readonly branch?: string;
  readonly hop?: number;
  readonly step?: number;
};

/** The parameters after a change: a new direction or branch forgets the hop, a new hop forgets the step. */
export function changeSelection(params: URLSearchParams, now: Selection, change: SelectionChange): URLSearchParams {
  const next = new URLSearchParams(params);
  const drop = (...keys: readonly string[]) => {
    for (const key of keys) next.delete(key);
  };
  if (change.tab) {
    if (change.tab === 'graph') next.delete('as');
    else next.set('as', change.tab);
  }
  if (change.direction && change.direction !== now.direction) {
    next.set('dir', change.direction);
    drop('hop', 'step');
  }
  if (change.branch !== undefined && change.branch !== now.branch?.id) {
    next.set('branch', change.branch);
    drop('hop', 'step');
  }
  if (change.hop !== undefined) {
    next.set('hop', String(change.hop));
    next.delete('step');
    if (!next.has('dir')) next.set('dir', change.direction ?? now.direction);
  }
  if (change.step !== undefined) {
    if (now.hop) next.set('hop', String(now.hop.number));
    next.set('step', String(change.step));
  }
  return next;
}
