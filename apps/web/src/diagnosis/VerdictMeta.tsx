import { notEvaluated, notEvaluatedWords, seenByClient } from '@skoop/render';
import { Popover } from 'radix-ui';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useNow } from '../ui/Ago.tsx';
import { ageWords } from '../ui/agoWords.ts';
import { usePopupHost } from '../ui/usePopupHost.ts';
import { useDiagnosis } from './context.ts';

const CollectHelp = lazy(async () => ({ default: (await import('../shell/CollectHelp.tsx')).CollectHelp }));

/** After this the cluster may well be another one. */
const STALE_MS = 2 * 60_000;

/** What the client sees, how old the facts are, what was not evaluated. */
export function VerdictMeta() {
  const { diagnosis, record } = useDiagnosis();
  const now = useNow();
  const briefs = [...new Set(seenByClient(diagnosis).map((s) => s.brief))];
  const seen =
    briefs.length > 1
      ? `${briefs.join(' or ')}, ${diagnosis.verdict.outcome === 'unknown' ? 'not known which' : 'by chance'}`
      : (briefs[0] ?? 'not known');
  const taken = Date.parse(diagnosis.takenAt);
  const { lineage } = record;
  const [help, setHelp] = useState(false);
  return (
    <div className="meta">
      <span>
        the client sees <b>{seen}</b>
      </span>
      {Number.isNaN(taken) ? (
        <span>time of the snapshot not known</span>
      ) : (
        <span title={new Date(taken).toLocaleString()}>
          {record.snapshot?.origin === 'demo' ? (
            <>
              recorded cluster of <b>{new Date(taken).toISOString().slice(0, 10)}</b>
            </>
          ) : (
            <>
              snapshot {new Date(taken).toLocaleTimeString('en-GB')}, <b>{ageWords(taken, now)}</b>
              {now - taken > STALE_MS ? (
                <button type="button" className="as-link collect-again" onClick={() => setHelp(true)}>
                  collect again
                </button>
              ) : null}
            </>
          )}
        </span>
      )}
      <NotEvaluated />
      {lineage ? (
        <span>
          {lineage.kind === 'what-if' ? 'with the fix applied: ' : 'asked again: '}
          <Link to={`/d/${lineage.diagnosis}/vs/${record.id}`}>compare with before</Link>
        </span>
      ) : null}
      <Suspense fallback={null}>
        {help ? <CollectHelp open onClose={() => setHelp(false)} cluster={diagnosis.cluster.facts.name} /> : null}
      </Suspense>
    </div>
  );
}

/** How much was not evaluated; what it was, and what would fill the gap, in a popover. */
function NotEvaluated() {
  const { diagnosis } = useDiagnosis();
  const host = usePopupHost();
  const gaps = notEvaluated(diagnosis);
  const { assumptions } = diagnosis.verdict;
  if (gaps.length === 0 && assumptions.length === 0) return <span>{notEvaluatedWords(diagnosis)}</span>;
  return (
    <span>
      <Popover.Root>
        <Popover.Trigger asChild>
          <button type="button" className="as-link">
            {gaps.length > 0 ? notEvaluatedWords(diagnosis) : `${assumptions.length} taken as given`}
          </button>
        </Popover.Trigger>
        <Popover.Portal container={host}>
          <Popover.Content
            aria-label="Not evaluated"
            className="pick gaps"
            align="start"
            sideOffset={6}
            collisionPadding={12}
          >
            {gaps.length > 0 ? <h2>Not evaluated</h2> : null}
            <ul>
              {gaps.map((gap) => (
                <li key={`${gap.id} ${gap.node} ${gap.netns} ${gap.message}`}>
                  <b>{gap.node || 'cluster'}</b> {gap.message}
                  {gap.action ? <small>{gap.action}</small> : null}
                </li>
              ))}
            </ul>
            {assumptions.length > 0 ? <h2>Taken as given</h2> : null}
            <ul>
              {assumptions.map((a) => (
                <li key={`${a.id} ${a.message}`}>{a.message}</li>
              ))}
            </ul>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </span>
  );
}
