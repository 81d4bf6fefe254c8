import { type HopView, type Layout, type PathView, type PlacedCard, type PlacedLabel, rowNames } from '@skoop/render';
import { Glyph } from '../ui/Glyph.tsx';
import { CardButton } from './CardButton.tsx';
import { LaneHead } from './LaneHead.tsx';

type Props = {
  view: PathView;
  layout: Layout;
  card: string | undefined;
  branch: string | undefined;
  onCard: (card: string) => void;
  onBranch: (branch: string) => void;
};

/** Hops in the order of the packet, branch after branch, each place once: what the keyboard and screen readers walk through. */
function hopOrder(view: PathView): readonly HopView[] {
  const seen = new Set<string>();
  return view.branches.flatMap((b) =>
    b.hops.filter((hop) => {
      if (hop.card === '' || seen.has(hop.card)) return false;
      seen.add(hop.card);
      return true;
    }),
  );
}

/** All words of the picture, at the places of the layout. */
export function GraphWords({ view, layout, card, branch, onCard, onBranch }: Props) {
  const placed = new Map(layout.cards.map((c) => [c.card.id, c]));
  const hops = hopOrder(view);
  const reached = new Set(hops.map((h) => h.card));
  const faded = (branches: readonly string[]) =>
    branch !== undefined && branches.length > 0 && !branches.includes(branch);
  const branchesOf = new Map(view.strands.map((s) => [s.id, s.branches]));
  return (
    <>
      <div aria-hidden="true">
        {layout.rows.map(({ row, y }) => (
          <span key={row} className="row-name" style={{ top: y, width: layout.sizes.gutter - 16 }}>
            {row === 'underlay' ? 'underlay' : rowNames[row]}
          </span>
        ))}
        {layout.lanes.map((lane) => (
          <LaneHead key={lane.lane.id} placed={lane} sizes={layout.sizes} />
        ))}
        {layout.underlay && view.underlay ? (
          <span className="underlay-words" style={{ left: layout.underlay.x + 14, top: layout.underlay.y + 20 }}>
            {view.underlay}
          </span>
        ) : null}
        {layout.edges.map(({ edge, labels, mark }) => {
          const own = edge.strand ? (branchesOf.get(edge.strand) ?? []) : [];
          return (
            <div key={edge.id} className={faded(own) ? 'faded' : undefined}>
              {labels.map((label) => (
                <EdgeLabel key={`${label.x} ${label.y}`} placed={label} onPick={() => own[0] && onBranch(own[0])} />
              ))}
              {mark && edge.mark ? (
                <div
                  className={`end-mark ${edge.mark.tone} ${mark.side} ${edge.change ?? ''}`}
                  style={{ left: mark.at[0], top: mark.at[1] }}
                >
                  <Glyph kind={edge.mark.tone} size={(layout.sizes.disc * 24) / 10} />
                  {insideLane(layout, mark.at) ? (
                    <span>
                      <b>{edge.mark.label}</b>
                      <code>{edge.mark.sub}</code>
                    </span>
                  ) : null}
                </div>
              ) : null}
            </div>
          );
        })}
        {layout.cards.map((c) =>
          reached.has(c.card.id) ? null : <CardButton key={c.card.id} placed={c} faded={faded(c.card.branches)} />,
        )}
      </div>
      <ol className="hops" aria-label="Hops">
        {hops.map((hop) => {
          const at = placed.get(hop.card) as PlacedCard | undefined;
          if (!at) return null;
          return (
            <li key={hop.card}>
              <CardButton
                placed={at}
                faded={faded(at.card.branches)}
                hop={hop}
                chosen={hop.card === card}
                onPick={() => onCard(hop.card)}
              />
            </li>
          );
        })}
      </ol>
    </>
  );
}

const insideLane = (layout: Layout, [x, y]: readonly [number, number]): boolean =>
  layout.lanes.some((l) => x >= l.x && x <= l.x + l.width && y < l.y + l.height);

/** What changed on the way; a share chooses its branch when clicked. */
function EdgeLabel({ placed, onPick }: { placed: PlacedLabel; onPick: () => void }) {
  const { label, x, y, anchor } = placed;
  const tone = label.tone === 'ok' || label.tone === 'bad' || label.tone === 'unk' ? label.tone : undefined;
  const className = `edge-label ${label.kind} ${anchor} ${tone ? `t-${tone}` : label.tone}`;
  const style = { left: x, top: y };
  if (label.kind !== 'share')
    return (
      <span className={className} style={style}>
        {label.text}
      </span>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the branch rows are the control.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <span className={className} style={style} onClick={onPick}>
      {tone ? <Glyph kind={tone} size={14} /> : null}
      {label.text}
    </span>
  );
}
