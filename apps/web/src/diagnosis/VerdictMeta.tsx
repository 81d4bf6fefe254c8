import type { Diagnosis } from '@skoop/model';
import { seenByClient } from '@skoop/render';
import { useState } from 'react';
import { Link } from 'react-router';
import { useNow } from '../ui/Ago.tsx';
import { ageWords } from '../ui/agoWords.ts';
import { lazily } from '../ui/lazily.tsx';
import { useDiagnosis } from './context.ts';
import { NotEvaluated } from './NotEvaluated.tsx';

const CollectHelp = lazily(async () => (await import('../shell/CollectHelp.tsx')).CollectHelp);

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
      {help ? (
        <CollectHelp
          open
          onClose={() => setHelp(false)}
          cluster={diagnosis.cluster.facts.name}
          nodes={nodesOnPath(diagnosis)}
        />
      ) : null}
    </div>
  );
}

const nodesOnPath = ({ traces }: Diagnosis): readonly string[] => [
  ...new Set(traces.flatMap((t) => t.hops.map((h) => h.node)).filter((n) => n !== '')),
];
