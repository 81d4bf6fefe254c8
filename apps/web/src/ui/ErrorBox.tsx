import { ApiError } from '@skoop/api';
import { Glyph } from './Glyph.tsx';
import { Ticked } from './Ticked.tsx';

/** What is said of an error that says nothing of itself. */
const PAGE = {
  title: 'This page could not be shown',
  hint: 'Try again; if it stays, the browser console has the details.',
};

/** What went wrong, what to do, and the number to find it in the server's log. */
export function ErrorBox({
  error,
  retry,
  otherwise = PAGE,
}: {
  error: unknown;
  retry?: () => void;
  otherwise?: { readonly title: string; readonly hint: string };
}) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="notice" role="alert">
      <Glyph kind="warn" size={22} />
      <div>
        <h2>{problem?.title ?? otherwise.title}</h2>
        <p>
          <Ticked text={`${sentence(problem?.detail ?? messageOf(error))} ${problem?.hint ?? otherwise.hint}`} />
        </p>
        {problem?.requestId ? (
          <p className="t3">
            Request <code>{problem.requestId}</code>
          </p>
        ) : null}
        {retry && problem?.status !== 404 ? (
          <div className="row">
            <button type="button" className="btn" onClick={retry}>
              Try again
            </button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something unexpected happened.';

/** Browsers end their messages without a full stop. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
