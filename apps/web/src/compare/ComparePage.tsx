import '../styles/compare.css';
import '../styles/diagnosis.css';
import '../styles/graph.css';
import { ApiError, type DiagnosisRecord, isSettled } from '@skoop/api';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { ComparedResult } from './ComparedResult.tsx';
import { CompareHead } from './CompareHead.tsx';
import { Side } from './Side.tsx';

/** Before and after: two verdicts, both ways as one picture, and what differs in what they were made from. */
export function ComparePage() {
  const { id = '', other = '' } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const before = useRecord(id);
  const after = useRecord(other);
  // The same place on the other way round has another number.
  const dir = params.get('dir');
  const swap = () => navigate(`/d/${other}/vs/${id}${dir ? `?dir=${dir}` : ''}`);
  const failed = [
    { title: 'before', query: before, kept: other, record: after.data },
    { title: 'after', query: after, kept: id, record: before.data },
  ].find(({ query }) => query.error && !query.data);
  if (failed)
    return (
      <main id="main" className="page">
        <CompareHead headline={`The diagnosis ${failed.title} cannot be shown`} why="" />
        <ErrorBox
          error={failed.query.error}
          retry={isGone(failed.query.error) ? undefined : () => failed.query.refetch()}
        />
        {failed.record ? (
          <p className="t2">
            The other one is there: <a href={`/d/${failed.kept}`}>open it</a>.
          </p>
        ) : null}
      </main>
    );
  const [a, b] = [before.data, after.data];
  const ready =
    a?.diagnosis && b?.diagnosis
      ? { before: { record: a, diagnosis: a.diagnosis }, after: { record: b, diagnosis: b.diagnosis } }
      : undefined;
  return (
    <main id="main" className="page wide-page" aria-busy={!ready}>
      {ready ? (
        <ComparedResult key={`${id} ${other}`} {...ready} onSwap={swap} />
      ) : (
        <>
          <CompareHead headline={waitingWords(a, b)} why="" />
          <div className="sides">
            <Side title="Before" record={a} />
            <Side title="After" record={b} />
          </div>
        </>
      )}
    </main>
  );
}

const isGone = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 404;

function waitingWords(before: DiagnosisRecord | undefined, after: DiagnosisRecord | undefined): string {
  const ended = [before, after].find((r) => r && isSettled(r.status) && !r.diagnosis);
  if (ended) return 'Only one of both has an answer, so there is nothing to compare';
  if (!before || !after) return 'Before and after';
  return after.lineage?.kind === 'what-if' ? 'Applying the fix and asking again' : 'Waiting for the answer';
}
