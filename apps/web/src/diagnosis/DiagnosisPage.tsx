import '../styles/diagnosis.css';
import '../styles/graph.css';
import { ApiError, isSettled } from '@skoop/api';
import { useParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { lazily } from '../ui/lazily.tsx';
import { RunningView } from './RunningView.tsx';

const DeadLink = lazily(async () => (await import('./DeadLink.tsx')).DeadLink);
const FailedView = lazily(async () => (await import('./FailedView.tsx')).FailedView);
const ResultView = lazily(async () => (await import('./ResultView.tsx')).ResultView);

const LOADING = <main id="main" className="diagnosis loading" aria-busy="true" />;

/** One address from the question to the answer: queued, running, and then the result. */
export function DiagnosisPage() {
  const { id = '' } = useParams();
  const { data: record, error, refetch } = useRecord(id);
  if (!record && error instanceof ApiError && error.problem.status === 404) return <DeadLink meanwhile={LOADING} />;
  if (!record && error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} retry={() => refetch()} />
      </main>
    );
  if (!record) return LOADING;
  if (record.diagnosis)
    return <ResultView key={record.id} meanwhile={LOADING} record={record} diagnosis={record.diagnosis} />;
  return isSettled(record.status) ? (
    <FailedView meanwhile={LOADING} record={record} />
  ) : (
    <RunningView record={record} />
  );
}
