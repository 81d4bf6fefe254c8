import { ariaKeys, Keys } from '../ui/Keys.tsx';

/** Brings the whole picture into sight, as its key does. */
export const FitButton = () => (
  <button
    type="button"
    className="btn small quiet"
    aria-keyshortcuts={ariaKeys('fit')}
    onClick={() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'f' }))}
  >
    Fit <Keys of="fit" />
  </button>
);
