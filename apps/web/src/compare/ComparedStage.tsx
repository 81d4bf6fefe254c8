import type { ComparedStop } from '@skoop/render';
import { PathGraph } from '../graph/PathGraph.tsx';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { ariaKeys } from '../ui/Keys.tsx';
import { useMedia } from '../ui/useMedia.ts';
import { ComparedHop } from './ComparedHop.tsx';
import { ComparedLegend } from './ComparedLegend.tsx';
import { ComparedList } from './ComparedList.tsx';
import { type ComparedSelection, type ComparedViews, differing } from './comparedSelection.ts';
import type { Compared } from './useCompared.ts';

/** Both ways as one picture, and the place that is selected under the glass. */
export function ComparedStage({ compared }: { compared: Compared }) {
  const { views, selection, select } = compared;
  const { view, stop, direction } = selection;
  const wide = useMedia('(min-width: 1024px)');
  const move = (by: number) => {
    const next = view.stops[(stop?.number ?? 0) - 1 + by];
    if (next) select({ hop: next.number });
  };
  useShortcuts({
    'next-hop': () => move(1),
    'previous-hop': () => move(-1),
    direction: () => select({ direction: direction === 'request' ? 'reply' : 'request' }),
  });
  const pick = (card: string) => {
    const found = view.stops.find((s) => s.card === card);
    if (found) select({ hop: found.number });
  };
  return (
    <section aria-labelledby="path" className="compared-stage box">
      <div className="bar">
        <h2 id="path">The path</h2>
        <span className="t3">{countWords(view.stops)}</span>
        <span className="push" />
        <DirectionSwitch views={views} selection={selection} select={select} />
      </div>
      <div className="compared-work">
        {view.stops.length === 0 ? (
          <div className="centre">
            <Glyph kind="ring" size={32} />
            <h3>{direction === 'reply' ? 'Nothing was answered' : 'Nothing was sent'}</h3>
            <p>
              {direction === 'reply'
                ? 'No request arrived, before or after, so there is no reply to follow.'
                : 'The question could not be asked of any node.'}
            </p>
          </div>
        ) : wide ? (
          <div className="graph-tab">
            <PathGraph
              view={view.path}
              card={stop?.card}
              branch={undefined}
              label={`Paths of the ${direction} before and after: ${countWords(view.stops)}`}
              onCard={pick}
              onBranch={() => undefined}
            />
            <ComparedLegend />
          </div>
        ) : (
          <ComparedList view={view} stop={stop} onPick={(hop) => select({ hop })} />
        )}
        {stop ? <ComparedHop compared={compared} stop={stop} onMove={move} /> : null}
      </div>
    </section>
  );
}

export function countWords(stops: readonly ComparedStop[]): string {
  const apart = stops.filter((s) => s.change !== undefined).length;
  if (stops.length === 0) return 'nothing to compare';
  return apart === 0 ? 'every hop alike' : `${apart} of ${stops.length} hops differ`;
}

function DirectionSwitch({
  views,
  selection,
  select,
}: {
  views: ComparedViews;
  selection: ComparedSelection;
  select: Compared['select'];
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex row in all browsers.
    <div className="segmented" role="group" aria-label="Direction" aria-keyshortcuts={ariaKeys('direction')}>
      {(['request', 'reply'] as const).map((direction) => {
        const apart = differing(views[direction]).length;
        return (
          <button
            key={direction}
            type="button"
            aria-pressed={selection.direction === direction}
            onClick={() => select({ direction })}
          >
            {direction === 'request' ? 'Request' : 'Reply'}
            <span className="count">
              {apart}
              <span className="sr"> {apart === 1 ? 'hop differs' : 'hops differ'}</span>
            </span>
          </button>
        );
      })}
    </div>
  );
}
