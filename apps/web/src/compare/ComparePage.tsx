import '../styles/compare.css';
import '../styles/diagnosis.css';
import type { Comparison, DiagnosisRecord } from '@skoop/api';
import { isSettled } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { EvidenceSource } from '../data/evidenceSource.ts';
import { diagnosisSource } from '../data/source.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { ChangedLines } from './ChangedLines.tsx';
import { ComparedFindings } from './ComparedFindings.tsx';
import { ComparedPath } from './ComparedPath.tsx';
import { Side } from './Side.tsx';

/** Before and after: two verdicts, the path with the hops that differ, and the lines that changed. */
export function ComparePage() {
  const { id = '', other = '' } = useParams();
  const before = useRecord(id);
  const after = useRecord(other);
  const ready = before.data?.diagnosis !== undefined && after.data?.diagnosis !== undefined;
  const comparison = useQuery({
    queryKey: ['comparison', id, other],
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await diagnosisSource(id)).compare(id, other, { signal }),
  });
  usePageTitle('Compare');
  const error = before.error ?? after.error;
  if (error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} />
      </main>
    );
  return (
    <main id="main" className="page wide-page">
      <h1 className="sr">Before and after</h1>
      <p className="compare-why" aria-live="polite">
        {whyWords(after.data)}
      </p>
      <div className="sides">
        <Side title="Before" record={before.data} />
        <Side title="After" record={after.data} />
      </div>
      {comparison.error ? <ErrorBox error={comparison.error} retry={() => comparison.refetch()} /> : null}
      {comparison.data ? <Result comparison={comparison.data} /> : null}
    </main>
  );
}

function Result({ comparison }: { comparison: Comparison }) {
  return (
    <EvidenceSource value={comparison.before.snapshot?.id}>
      <ComparedPath comparison={comparison} />
      <ChangedLines comparison={comparison} />
      <ComparedFindings comparison={comparison} />
    </EvidenceSource>
  );
}

function whyWords(after: DiagnosisRecord | undefined): string {
  const { lineage } = after ?? {};
  if (!lineage) return 'Two diagnoses side by side';
  if (lineage.kind === 'rerun') return 'The same question, asked again';
  const running = after && !isSettled(after.status) ? 'Applying the fix and asking again' : 'What if this were fixed';
  return `${running}: ${lineage.explanation ?? lineage.finding ?? ''}`;
}
