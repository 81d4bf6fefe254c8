import { notEvaluated, notEvaluatedWords } from '@skoop/render';
import { lazy, Suspense, useState } from 'react';
import { useDiagnosis } from './context.ts';

const load = () => import('./GapPopover.tsx');
const GapPopover = lazy(async () => ({ default: (await load()).GapPopover }));

/** How much was not evaluated; what it was comes in a popover, which is loaded when the pointer or the focus comes near. */
export function NotEvaluated() {
  const { diagnosis } = useDiagnosis();
  const [wanted, setWanted] = useState(false);
  const gaps = notEvaluated(diagnosis);
  const { assumptions } = diagnosis.verdict;
  if (gaps.length === 0 && assumptions.length === 0) return <span>{notEvaluatedWords(diagnosis)}</span>;
  const words = gaps.length > 0 ? notEvaluatedWords(diagnosis) : `${assumptions.length} taken as given`;
  const button = (
    <button
      type="button"
      className="as-link"
      aria-haspopup="dialog"
      aria-expanded={wanted}
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setWanted(true)}
    >
      {words}
    </button>
  );
  return (
    <span>
      {wanted ? (
        <Suspense fallback={button}>
          <GapPopover words={words} gaps={gaps} assumptions={assumptions} />
        </Suspense>
      ) : (
        button
      )}
    </span>
  );
}
