import type { DiagnosisRecord } from '@skoop/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { diagnosisSource } from '../data/source.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { RequestLine } from './RequestLine.tsx';

/** While the answer is on its way: what is being done, how far it is, and a way out. The page fills when it is there. */
export function RunningView({ record }: { record: DiagnosisRecord }) {
  const { progress } = record;
  const queued = record.status === 'queued';
  usePageTitle(queued ? 'Queued' : 'Running');
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: async () => (await diagnosisSource(record.id)).cancel(record.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['diagnosis', record.id] }),
  });
  const { done, total } = progress ?? {};
  const known = done !== undefined && total !== undefined && total > 0;
  return (
    <main id="main" className="diagnosis running">
      <section className="verdict" aria-label="Progress">
        <div className="verdict-glyph">
          <svg className="spinner" width="46" height="46" viewBox="-12 -12 24 24" aria-hidden="true">
            <circle r="9" fill="none" stroke="var(--line2)" strokeWidth="2.4" />
            <path d="M0-9A9 9 0 0 1 9 0" fill="none" stroke="var(--ink)" strokeWidth="2.4" strokeLinecap="round" />
          </svg>
        </div>
        <div className="verdict-text">
          <RequestLine record={record} />
          <h1>{queued ? 'Waiting for its turn' : 'Following the packet'}</h1>
          <p className="why" aria-live="polite">
            {progress?.message ?? (queued ? 'Other questions are being answered first.' : 'Starting.')}
          </p>
          {known ? (
            <progress className="progress" value={done} max={total} aria-label="Progress" />
          ) : (
            <progress className="progress" aria-label="Progress" />
          )}
        </div>
        <div className="verdict-side">
          <div className="actions">
            <button type="button" className="btn" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel
            </button>
          </div>
          {cancel.error ? <ErrorBox error={cancel.error} /> : null}
        </div>
      </section>
      <div className="skeleton" aria-hidden="true">
        {[5, 4, 4].map((cards, lane) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: decoration that never changes.
          <div key={lane} className="skeleton-lane">
            <i />
            {Array.from({ length: cards }, (_, card) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: decoration that never changes.
              <b key={card} />
            ))}
          </div>
        ))}
      </div>
    </main>
  );
}
