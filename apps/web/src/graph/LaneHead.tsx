import { fitMiddle, type PlacedLane, type Sizes, textWidth } from '@skoop/render';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';

/** The header of a lane: the node, what it has to do with the packet, and the share that ends here. */
export function LaneHead({ placed, sizes }: { placed: PlacedLane; sizes: Sizes }) {
  const { lane, x, y, width } = placed;
  const pill = lane.pill ? textWidth(lane.pill.text, sizes.label + 0.5, 600) + 30 : 0;
  const note = lane.note ? textWidth(lane.note, sizes.label) + 8 : 0;
  const room = width - 28 - 25 - pill - note - (lane.suspicions.length > 0 ? 24 : 0);
  return (
    <div className="lane-head" style={{ left: x, top: y, width, height: sizes.head }}>
      <Icon name={lane.kind === 'outside' ? 'globe' : 'node'} size={17} />
      <b title={lane.title}>{fitMiddle(lane.title, room, sizes.laneTitle, 600)}</b>
      {lane.suspicions.length > 0 ? (
        <span title={lane.suspicions.map((s) => s.id).join(', ')}>
          <Glyph kind="warn" size={16} />
        </span>
      ) : null}
      {lane.note ? <span className="lane-note">{lane.note}</span> : null}
      {lane.pill ? (
        <span className={`lane-pill t-${lane.pill.tone}`}>
          {lane.pill.text}
          <Glyph kind={lane.pill.tone} size={18} />
        </span>
      ) : null}
    </div>
  );
}
