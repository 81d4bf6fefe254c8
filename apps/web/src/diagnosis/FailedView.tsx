import type { DiagnosisRecord } from '@skoop/api';
import { Link } from 'react-router';
import { askParams, fieldsOf } from '../new/askParams.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Ticked } from '../ui/Ticked.tsx';
import { RequestLine } from './RequestLine.tsx';
import { useRerun } from './useRerun.ts';

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  failed: ['No answer: the diagnosis failed', ''],
  cancelled: ['Cancelled', 'Somebody stopped this diagnosis before it was done.'],
  'timed-out': ['No answer in time', 'The diagnosis took longer than this server allows.'],
  interrupted: ['Interrupted', 'The server was stopped in the middle. Nothing is lost but the work: run it again.'],
};

/** A question that has no answer: why, and what to do. */
export function FailedView({ record }: { record: DiagnosisRecord }) {
  const [title, words] = WORDS[record.status] ?? ['No answer', ''];
  usePageTitle(title);
  const rerun = useRerun(record.id);
  const { problem, request } = record;
  return (
    <main id="main" className="diagnosis failed">
      <section className="verdict" aria-label="No verdict">
        <div className="verdict-glyph">
          <Glyph kind={record.status === 'cancelled' ? 'info' : 'warn'} size={46} />
        </div>
        <div className="verdict-text" role="alert">
          <RequestLine record={record} />
          <h1>{problem?.title && record.status === 'failed' ? `No answer: ${lower(problem.title)}` : title}</h1>
          <p className="why">
            <Ticked text={problem?.detail ?? words} />
          </p>
          {problem?.hint ? (
            <p className="why strong">
              <Ticked text={problem.hint} />
            </p>
          ) : null}
          {problem?.requestId ? (
            <p className="meta">
              <span>
                request <code>{problem.requestId}</code>
              </span>
            </p>
          ) : null}
        </div>
        <div className="verdict-side">
          <div className="actions">
            {request ? (
              <Link className="btn" to={`/?${askParams(fieldsOf(request), request.snapshot)}`}>
                Change the question
              </Link>
            ) : null}
            <button type="button" className="btn primary" disabled={rerun.isPending} onClick={() => rerun.mutate()}>
              <Icon name="rerun" size={15} />
              Run again
            </button>
          </div>
        </div>
      </section>
    </main>
  );
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
