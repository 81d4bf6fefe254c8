import { FitButton } from '../graph/FitButton.tsx';
import { ChangeSign } from '../ui/ChangeSign.tsx';

/** What lines and signs of a comparison mean. */
export function ComparedLegend() {
  return (
    <div className="legend">
      <ul aria-label="Legend">
        <li>
          <Stroke hollow={false} /> now, or both times
        </li>
        <li>
          <Stroke hollow /> only before
        </li>
        <li>
          <ChangeSign change="changed" size={17} /> differs
        </li>
        <li>
          <ChangeSign change="only-after" size={17} /> only after
        </li>
        <li>
          <ChangeSign change="only-before" size={17} /> only before
        </li>
      </ul>
      <FitButton />
    </div>
  );
}

const Stroke = ({ hollow }: { hollow: boolean }) => (
  <svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">
    <path d="M0 4H26" stroke="var(--ink)" strokeWidth={hollow ? 5 : 3.4} />
    {hollow ? <path d="M0 4H26" stroke="var(--surface)" strokeWidth="2.4" /> : null}
  </svg>
);
