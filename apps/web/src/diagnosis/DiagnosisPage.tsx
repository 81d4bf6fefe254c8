import '../styles/diagnosis.css';
import '../styles/graph.css';
import { ApiError, isSettled } from '@skoop/api';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { DeadLink } from './DeadLink.tsx';
import { FailedView } from './FailedView.tsx';
import { RunningView } from './RunningView.tsx';

const ResultView = lazy(async () => ({ default: (await import('./ResultView.tsx')).ResultView }));

/** One address from the question to the answer: queued, running, and then the result. */
export function DiagnosisPage() {
  const { id = '' } = useParams();
  const { data: record, error, refetch } = useRecord(id);
  if (!record && error instanceof ApiError && error.problem.status === 404) return <DeadLink />;
  if (!record && error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} retry={() => refetch()} />
      </main>
    );
  if (!record) return <main id="main" className="diagnosis loading" aria-busy="true" />;
  if (record.diagnosis)
    return (
      <Suspense fallback={<main id="main" className="diagnosis loading" aria-busy="true" />}>
        <ResultView key={record.id} record={record} diagnosis={record.diagnosis} />
      </Suspense>
    );
  return isSettled(record.status) ? <FailedView record={record} /> : <RunningView record={record} />;
}
