import { FitButton } from '../graph/FitButton.tsx';
import { Glyph } from '../ui/Glyph.tsx';

const LINES = [
  ['taken', 'var(--ink)', undefined, 3],
  ['promised, not taken', 'var(--ghost-line)', '5 4', 2],
  ['not evaluated', 'var(--unk)', '.1 5.5', 3],
] as const;

/** What lines and glyphs mean. */
export function GraphLegend() {
  return (
    <div className="legend">
      <ul aria-label="Legend">
        {LINES.map(([word, colour, dash, width]) => (
          <li key={word}>
            <svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">
              <path
                d="M0 4H26"
                stroke={colour}
                strokeWidth={width}
                strokeDasharray={dash}
                strokeLinecap={width === 3 && dash ? 'round' : 'butt'}
              />
            </svg>
            {word}
          </li>
        ))}
        <li>
          <Glyph kind="ok" size={16} /> delivered
        </li>
        <li>
          <Glyph kind="bad" size={16} /> dropped
        </li>
        <li>
          <Glyph kind="unk" size={16} /> unknown
        </li>
      </ul>
      <FitButton />
    </div>
  );
}
