import { fitMiddle, type HopView, type PlacedCard } from '@skoop/render';
import { ChangeSign } from '../ui/ChangeSign.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';

const MONO_WIDTH = 6.63;
const ICONS: Readonly<Record<PlacedCard['card']['icon'], IconName>> = {
  pod: 'pod',
  bridge: 'bridge',
  service: 'service',
  rules: 'rules',
  tunnel: 'tunnel',
  port: 'port',
  node: 'node',
  globe: 'globe',
  socket: 'plug',
};

/** Long names keep their beginning and their end. */
function cutMono(text: string, width: number): string {
  const most = Math.max(4, Math.floor(width / MONO_WIDTH));
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

/** The words of one card. Places that were reached are buttons; what is only promised is not. */
export function CardButton({
  placed,
  faded,
  hop,
  chosen = false,
  onPick,
}: {
  placed: PlacedCard;
  faded: boolean;
  hop?: HopView;
  chosen?: boolean;
  onPick?: () => void;
}) {
  const { card, x, y, width, height } = placed;
  const tunnel = card.role === 'tunnel';
  const asks = card.gap && card.state !== 'unknown' && card.state !== 'promised';
  const used =
    (tunnel ? 32 : 23) +
    26 +
    (card.number > 0 ? 7 + 7 * String(card.number).length : 0) +
    (card.badge ? card.badge.length * 7 + 18 : 0) +
    (asks ? 18 : 0) +
    (card.suspicions.length > 0 ? 18 : 0);
  const room = width - used;
  const className = `card ${card.role} ${card.state} ${faded ? 'faded' : ''}`;
  const style = { left: x, top: y, width, height };
  const content = (
    <>
      <Icon name={ICONS[card.icon]} size={17} />
      <span className="card-words">
        <b>{fitMiddle(card.name, room, 13, 600)}</b>
        <code>{cutMono(card.fact, room)}</code>
      </span>
      {card.badge ? <span className="badge">{card.badge}</span> : null}
      {card.suspicions.length > 0 ? <Glyph kind="warn" size={15} /> : null}
      {asks ? <Glyph kind="unk" size={14.4} /> : null}
      {card.number > 0 ? <span className="card-number">{card.number}</span> : null}
      {card.change ? <ChangeSign change={card.change} size={17} /> : null}
    </>
  );
  if (!hop)
    return (
      <div className={className} style={style} title={card.title}>
        {content}
      </div>
    );
  return (
    <button
      type="button"
      className={className}
      style={style}
      title={`${card.title}\n${card.fact}`}
      aria-label={hop.description}
      aria-current={chosen ? 'true' : undefined}
      onClick={onPick}
    >
      {content}
    </button>
  );
}
