import type { ReactNode } from 'react';
import { usePageTitle } from '../shell/usePageTitle.ts';

/** What became of it in one line, why it is compared, and what can be done with the comparison. */
export function CompareHead({ headline, why, children }: { headline: string; why: string; children?: ReactNode }) {
  usePageTitle(headline);
  return (
    <header className="compare-head">
      <div>
        <h1 aria-live="polite">{headline}</h1>
        {why ? <p className="compare-why">{why}</p> : null}
      </div>
      {children}
    </header>
  );
}
