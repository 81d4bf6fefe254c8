import { decidingStep } from '../words/deciding.ts';
import type { Branch } from './branches.ts';
import type { Way } from './cards.ts';
import type { BranchView, HopView, Strand } from './pathView.ts';

/** The hop lists of all branches, the worst branch first. */
export function branchViews(
  all: readonly Branch[],
  ways: readonly Way[],
  strands: readonly Strand[],
): readonly BranchView[] {
  const strandOf = new Map(strands.flatMap((s) => s.branches.map((b) => [b, s.id])));
  const views = all.map((branch, i) => {
    const stops = ways[i]?.stops ?? [];
    const total = branch.reached + 1;
    return {
      id: branch.id,
      strand: strandOf.get(branch.id) ?? '',
      share: branch.share,
      tone: branch.tone,
      target: branch.target,
      node: branch.targetNode,
      packet: branch.trace.packet,
      hops: branch.stops.slice(0, total).map((stop, n): HopView => {
        const end = n === branch.reached;
        const outcome = !end
          ? 'passed'
          : branch.tone === 'ok'
            ? 'delivered'
            : branch.tone === 'bad'
              ? 'dropped'
              : 'unknown';
        const where = stop.node === '' ? '' : ` on ${stop.node}`;
        const stage = end && outcome !== 'delivered' ? decidingStep(branch.trace)?.stage : undefined;
        const fate = {
          passed: '',
          delivered: ', delivered',
          dropped: `, dropped${stage ? ` in ${stage}` : ''}`,
          unknown: ', not known how it goes on',
        }[outcome];
        return {
          id: `${branch.trace.direction}/${branch.id}/${n + 1}`,
          branch: branch.id,
          number: n + 1,
          card: stops[n]?.card ?? '',
          lane: stops[n]?.lane ?? stop.lane,
          node: stop.node,
          netns: stop.netns,
          title: `${stop.name}${where}`,
          description: `hop ${n + 1} of ${total}, ${stop.name}${where}${fate}`,
          outcome,
          before: stop.before,
          after: stop.after,
          steps: stop.steps,
        };
      }),
    };
  });
  return views.toReversed();
}
