import type { BranchView, HopView, Lane, PathView } from '@skoop/render';
import { percent } from '@skoop/render';
import { Glyph } from '../ui/Glyph.tsx';
import { useDiagnosis } from './context.ts';

type Run = { readonly lane: Lane | undefined; readonly key: string; readonly hops: readonly HopView[] };

/** Consecutive hops in one lane. */
function runsOf(hops: readonly HopView[], lanes: readonly Lane[]): readonly Run[] {
  const runs: { lane: Lane | undefined; key: string; hops: HopView[] }[] = [];
  for (const hop of hops) {
    const last = runs.at(-1);
    if (last && last.hops[0]?.lane === hop.lane) last.hops.push(hop);
    else runs.push({ lane: lanes.find((l) => l.id === hop.lane), key: hop.id, hops: [hop] });
  }
  return runs;
}

/** The path of one branch as a list, top to bottom: the reading view of narrow screens. */
export function PathList() {
  const { selection, select } = useDiagnosis();
  const { view, branch, hop: chosen } = selection;
  if (!branch) return null;
  const strand = view.strands.find((s) => s.id === branch.strand);
  const behind = strand ? strand.cards.slice(strand.reached + 1) : [];
  const names = behind.map((id) => view.cards.find((c) => c.id === id)?.name).filter((n) => n !== undefined);
  const runs = runsOf(branch.hops, view.lanes);
  return (
    <div className="path-list">
      {view.branches.length > 1 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in all browsers.
        <div className="branch-switch" role="group" aria-label="Branch">
          {view.branches.map((b) => (
            <button
              key={b.id}
              type="button"
              aria-pressed={b.id === branch.id}
              className={b.tone}
              onClick={() => select({ branch: b.id })}
            >
              <Glyph kind={b.tone} size={17} />
              {percent(b.share)} {b.target}
            </button>
          ))}
        </div>
      ) : null}
      <ol aria-label="Hops">
        {runs.map((run, at) => {
          const end = at === runs.length - 1 && branch.tone !== 'ok';
          const into = run.hops[0] ? toneInto(view, branch, run.hops[0]) : 'ink';
          return (
            <li key={run.key} className={`path-lane in-${into} ${end ? branch.tone : ''}`}>
              <h2>
                {run.lane?.title ?? run.hops[0]?.node}
                {run.lane?.pill ? (
                  <span className={`t-${run.lane.pill.tone}`}>{run.lane.pill.text}</span>
                ) : (
                  <span className="t3">{run.lane?.note}</span>
                )}
              </h2>
              <ol>
                {run.hops.map((hop) => {
                  const card = view.cards.find((c) => c.id === hop.card);
                  const tone = toneInto(view, branch, hop);
                  return (
                    <li key={hop.id}>
                      <button
                        type="button"
                        className={`path-hop ${tone} ${hop.number === 1 ? 'first' : ''} ${hop.number === branch.hops.length ? 'last' : ''}`}
                        aria-label={hop.description}
                        aria-current={hop.id === chosen?.id ? 'true' : undefined}
                        onClick={() => select({ hop: hop.number })}
                      >
                        <i className="path-dot" />
                        <b className="cut">{card?.name ?? hop.title}</b>
                        <code className="cut">{hopFact(card?.badge ?? '', card?.fact ?? '', hop)}</code>
                      </button>
                    </li>
                  );
                })}
              </ol>
              {end && strand?.mark ? (
                <div className={`path-end ${branch.tone}`}>
                  <Glyph kind={branch.tone} size={32} />
                  <span>
                    <b>{strand.mark.label}</b>
                    <code>{strand.mark.sub}</code>
                  </span>
                </div>
              ) : null}
              {end && names.length > 0 ? (
                <p className="path-behind">
                  {names.join(', ')}
                  <span>{branch.tone === 'unk' ? 'not known' : 'not reached'}</span>
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const hopFact = (badge: string, fact: string, hop: HopView): string =>
  badge
    ? `${badge} ${hop.after.destination}${typeof hop.after.destinationPort === 'number' ? `:${hop.after.destinationPort}` : ''}`
    : fact;

/** Colour of the strand that enters a hop: ink as long as all branches go the same way. */
function toneInto(view: PathView, branch: BranchView, hop: HopView): 'ink' | BranchView['tone'] {
  const before = branch.hops[hop.number - 2];
  const after = branch.hops[hop.number];
  const [from, to] = before ? [before.card, hop.card] : [hop.card, after?.card];
  const edge = view.edges.find((e) => e.from === from && e.to === to && (!e.strand || e.strand === branch.strand));
  return edge && !edge.strand ? 'ink' : branch.tone;
}
