import { verdictGlyph, verdictHeadline } from '@skoop/render';
import { Glyph } from '../ui/Glyph.tsx';
import { Ticked } from '../ui/Ticked.tsx';
import { Branches } from './Branches.tsx';
import { useDiagnosis } from './context.ts';
import { HeaderActions } from './HeaderActions.tsx';
import { QuestionLine } from './QuestionLine.tsx';
import { VerdictMeta } from './VerdictMeta.tsx';

const LEAD = /^(.{3,90}?:) (.+)$/s;

/** One sentence: where, then why. The where is bold. */
function Why({ sentence }: { sentence: string }) {
  const [, lead, rest] = LEAD.exec(sentence) ?? [];
  return (
    <p className="why">
      {lead ? (
        <>
          <b>
            <Ticked text={lead} />
          </b>{' '}
          <Ticked text={rest ?? ''} />
        </>
      ) : (
        <Ticked text={sentence} />
      )}
    </p>
  );
}

/** What, where and why, readable alone. */
export function VerdictHeader() {
  const { diagnosis } = useDiagnosis();
  return (
    <section className="verdict" aria-label="Verdict">
      <div className="verdict-glyph">
        <Glyph kind={verdictGlyph(diagnosis)} size={50} />
      </div>
      <div className="verdict-text">
        <QuestionLine question={diagnosis.question} />
        <div aria-live="polite">
          <h1>{verdictHeadline(diagnosis)}</h1>
          <Why sentence={diagnosis.verdict.sentence} />
        </div>
        <VerdictMeta />
      </div>
      <div className="verdict-side">
        <HeaderActions />
        <Branches />
      </div>
    </section>
  );
}
