import { notEvaluated, notEvaluatedWords } from '@skoop/render';
import { useState } from 'react';
import { lazily } from '../ui/lazily.tsx';
import { useDiagnosis } from './context.ts';

const GapPopover = lazily(async () => (await import('./GapPopover.tsx')).GapPopover);

/** How much was not evaluated; what it was comes in a popover, which is loaded when the pointer or the focus comes near. */
export function NotEvaluated() {
  const { diagnosis } = useDiagnosis();
  const [wanted, setWanted] = useState(false);
  const gaps = notEvaluated(diagnosis);
  const { assumptions } = diagnosis.verdict;
  if (gaps.length === 0 && assumptions.length === 0) return <span>{notEvaluatedWords(diagnosis)}</span>;
  const words =
    gaps.length > 0
      ? notEvaluatedWords(diagnosis)
      : `${assumptions.length} ${assumptions.length === 1 ? 'assumption' : 'assumptions'}`;
  const button = (
    <button
      type="button"
      className="as-link"
      aria-haspopup="dialog"
      aria-expanded={wanted}
      onPointerEnter={GapPopover.preload}
      onFocus={GapPopover.preload}
      onClick={() => setWanted(true)}
    >
      {words}
    </button>
  );
  return (
    <span>
      {wanted ? <GapPopover meanwhile={button} words={words} gaps={gaps} assumptions={assumptions} /> : button}
    </span>
  );
}
