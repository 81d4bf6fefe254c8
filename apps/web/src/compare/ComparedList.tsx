import type { ComparedStop, ComparedView } from '@skoop/render';
import { ChangeSign } from '../ui/ChangeSign.tsx';
import { changeWords } from './changeWords.ts';

/** Both ways as one list, top to bottom: the reading view of narrow screens. */
export function ComparedList({
  view,
  stop,
  onPick,
}: {
  view: ComparedView;
  stop: ComparedStop | undefined;
  onPick: (hop: number) => void;
}) {
  return (
    <ol className="compared-list" aria-label="Hops">
      {view.stops.map((s) => (
        <li key={s.card} className={s.change ?? 'same'}>
          <button
            type="button"
            aria-current={s.card === stop?.card ? 'true' : undefined}
            onClick={() => onPick(s.number)}
          >
            <span className="compared-dot">{s.change ? <ChangeSign change={s.change} size={18} /> : <i />}</span>
            <b>{s.title}</b>
            <span>{changeWords(s)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
