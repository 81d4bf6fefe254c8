import type { Suspicion } from '@skoop/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { diagnosisSource } from '../data/source.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useDiagnosis } from './context.ts';

/** Applies the fix to the snapshot, diagnoses again, and shows both beside each other. */
export function WhatIf({ finding }: { finding: Suspicion }) {
  const { record } = useDiagnosis();
  const navigate = useNavigate();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: async () =>
      (await diagnosisSource(record.id)).whatIf(record.id, { finding: finding.id, node: finding.node || undefined }),
    onSuccess: (made) => {
      client.setQueryData(['diagnosis', made.id], made);
      navigate(`/d/${record.id}/vs/${made.id}`);
    },
  });
  if (!finding.fix?.edits?.length || !record.snapshot) return null;
  return (
    <div className="what-if">
      <button type="button" className="btn" disabled={ask.isPending} onClick={() => ask.mutate()}>
        <Icon name="flask" size={15} />
        What if this were fixed?
      </button>
      {ask.error ? <ErrorBox error={ask.error} /> : null}
    </div>
  );
}
