import { Icon } from './Icon.tsx';
import { ariaKeys, Keys } from './Keys.tsx';

/** To the hop before and after the one that is shown. */
export function HopSteps({ number, total, onMove }: { number: number; total: number; onMove: (by: number) => void }) {
  return (
    <>
      <button
        type="button"
        className="btn small"
        aria-label="Previous hop"
        aria-keyshortcuts={ariaKeys('previous-hop')}
        disabled={number <= 1}
        onClick={() => onMove(-1)}
      >
        <Icon name="left" size={13} />
        <Keys of="previous-hop" />
      </button>
      <button
        type="button"
        className="btn small"
        aria-label="Next hop"
        aria-keyshortcuts={ariaKeys('next-hop')}
        disabled={number >= total}
        onClick={() => onMove(1)}
      >
        <Keys of="next-hop" />
        <Icon name="right" size={13} />
      </button>
    </>
  );
}
