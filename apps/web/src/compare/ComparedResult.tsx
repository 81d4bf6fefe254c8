import type { DiagnosisRecord } from '@skoop/api';
import { comparisonHeadline, sameQuestion } from '@skoop/render';
import { useQuery } from '@tanstack/react-query';
import { diagnosisSource, isLocal } from '../data/source.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { ChangedLines } from './ChangedLines.tsx';
import { CompareActions } from './CompareActions.tsx';
import { ComparedFindings } from './ComparedFindings.tsx';
import { ComparedStage } from './ComparedStage.tsx';
import { CompareHead } from './CompareHead.tsx';
import { differing } from './comparedSelection.ts';
import { Side } from './Side.tsx';
import { type ComparedSide, useCompared } from './useCompared.ts';

/** Two answers beside each other. The picture needs them alone; the lines that changed come from where the snapshots are. */
export function ComparedResult({
  before,
  after,
  onSwap,
}: {
  before: ComparedSide;
  after: ComparedSide;
  onSwap: () => void;
}) {
  const compared = useCompared(before, after);
  const { views } = compared;
  const [id, other] = [before.record.id, after.record.id];
  const comparison = useQuery({
    queryKey: ['comparison', id, other],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await diagnosisSource(isLocal(other) ? other : id)).compare(id, other, { signal }),
  });
  const differs = differing(views.request).length + differing(views.reply).length > 0;
  return (
    <>
      <CompareHead
        headline={comparisonHeadline(before.diagnosis, after.diagnosis, differs)}
        why={whyWords(before.record, after.record)}
      >
        <CompareActions compared={compared} onSwap={onSwap} />
      </CompareHead>
      <div className="sides">
        <Side title="Before" record={before.record} />
        <Side title="After" record={after.record} />
      </div>
      {sameQuestion(before.diagnosis, after.diagnosis) ? null : (
        <p className="compare-note">
          <Glyph kind="info" size={18} />
          They answer different questions: a hop that differs here need not be a change of the cluster.
        </p>
      )}
      <ComparedStage compared={compared} />
      {comparison.error ? <ErrorBox error={comparison.error} retry={() => comparison.refetch()} /> : null}
      {comparison.data ? (
        <>
          <ComparedFindings comparison={comparison.data} />
          <ChangedLines comparison={comparison.data} />
        </>
      ) : comparison.error ? null : (
        <p className="compare-note" aria-live="polite">
          Looking for lines that changed …
        </p>
      )}
    </>
  );
}

function whyWords(before: DiagnosisRecord, after: DiagnosisRecord): string {
  if (before.id === after.id) return 'This is one diagnosis beside itself.';
  const { lineage } = after;
  if (lineage?.diagnosis !== before.id) return '';
  if (lineage.kind === 'rerun') return 'The same question, asked again.';
  return `What if this were fixed: ${lineage.explanation ?? lineage.finding ?? ''}`;
}
