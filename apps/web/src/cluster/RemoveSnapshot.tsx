import type { SnapshotSummary } from '@skoop/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { server } from '../data/client.ts';
import { isLocal } from '../data/source.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Icon } from '../ui/Icon.tsx';

/** Deletes a snapshot after asking; its diagnoses stay, their evidence links do not. */
export function RemoveSnapshot({ snapshot }: { snapshot: SnapshotSummary }) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: async () => {
      if (!isLocal(snapshot.id)) return server.snapshots.remove(snapshot.id);
      const { removeSnapshot } = await import('../local/localStore.ts');
      await removeSnapshot(snapshot.id);
    },
    onSuccess: async () => {
      client.removeQueries({ queryKey: ['snapshot', snapshot.id] });
      await client.invalidateQueries({ queryKey: ['snapshots'] });
      navigate('/cluster', { replace: true });
    },
  });
  if (!snapshot.deletable) return null;
  return (
    <>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        <Icon name="trash" size={15} /> Delete
      </button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={`Delete the snapshot ${snapshot.name}?`}>
        <div className="dialog-body open-dialog">
          <p>Diagnoses made from it stay in the history. Their links to lines of evidence will lead nowhere.</p>
          {remove.error ? <ErrorBox error={remove.error} /> : null}
          <div className="actions">
            <button type="button" className="btn" onClick={() => setAsking(false)}>
              Keep it
            </button>
            <button type="button" className="btn primary" disabled={remove.isPending} onClick={() => remove.mutate()}>
              Delete
            </button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
