import '../styles/diagnosis.css';
import '../styles/graph.css';
import { ApiError, isSettled } from '@skoop/api';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { RunningView } from './RunningView.tsx';

const DeadLink = lazy(async () => ({ default: (await import('./DeadLink.tsx')).DeadLink }));
const FailedView = lazy(async () => ({ default: (await import('./FailedView.tsx')).FailedView }));
const ResultView = lazy(async () => ({ default: (await import('./ResultView.tsx')).ResultView }));

/** One address from the question to the answer: queued, running, and then the result. */
export function DiagnosisPage() {
  return (
    <Suspense fallback={<Loading />}>
      <Stored />
    </Suspense>
  );
}

const Loading = () => <main id="main" className="diagnosis loading" aria-busy="true" />;

function Stored() {
  const { id = '' } = useParams();
  const { data: record, error, refetch } = useRecord(id);
  if (!record && error instanceof ApiError && error.problem.status === 404) return <DeadLink />;
  if (!record && error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} retry={() => refetch()} />
      </main>
    );
  if (!record) return <Loading />;
  if (record.diagnosis) return <ResultView key={record.id} record={record} diagnosis={record.diagnosis} />;
  return isSettled(record.status) ? <FailedView record={record} /> : <RunningView record={record} />;
}
