import { ApiError } from '@skoop/api';
import { Glyph } from './Glyph.tsx';

/** What went wrong, what to do, and the number to find it in the server's log. */
export function ErrorBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="notice" role="alert">
      <Glyph kind="warn" size={22} />
      <div>
        <h2>{problem?.title ?? 'This page could not be shown'}</h2>
        <p>
          {problem?.detail ?? (error instanceof Error ? error.message : 'Something unexpected happened.')}{' '}
          {problem?.hint ?? 'Try again; if it stays, the browser console has the details.'}
        </p>
        {problem?.requestId ? (
          <p className="t3">
            Request <code>{problem.requestId}</code>
          </p>
        ) : null}
        {retry ? (
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
