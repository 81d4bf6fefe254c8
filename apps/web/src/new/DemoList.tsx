import { ApiError, type DemoQuestion, type SnapshotSummary } from '@skoop/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { server } from '../data/client.ts';
import { rememberSnapshot } from '../data/snapshots.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';

const SHOWN = 6;

type Demo = { readonly snapshot: SnapshotSummary; readonly question: DemoQuestion };

/** Recorded clusters: one click asks their question. */
export function DemoList({ snapshots }: { snapshots: readonly SnapshotSummary[] | undefined }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: ({ snapshot, question: q }: Demo) =>
      server.diagnoses.create({
        snapshot: snapshot.id,
        source: q.source,
        destination: q.destination,
        port: q.port,
        protocol: q.protocol,
        size: q.size,
      }),
    onSuccess: (record, { snapshot }) => {
      client.setQueryData(['diagnosis', record.id], record);
      rememberSnapshot(snapshot.id);
      navigate(`/d/${record.id}`);
    },
  });
  // What broke is what one comes to see.
  const works = (s: SnapshotSummary) => Number(s.id.includes('healthy'));
  const sorted = (snapshots ?? []).toSorted((a, b) => works(a) - works(b));
  const demos = sorted.flatMap((snapshot): readonly Demo[] => {
    const question = snapshot.questions?.[0];
    return snapshot.origin === 'demo' && question ? [{ snapshot, question }] : [];
  });
  const [all, setAll] = useState(false);
  if (!snapshots)
    return (
      <>
        <h2>Try it on a demo cluster</h2>
        <div className="demos waiting" />
      </>
    );
  if (demos.length === 0) return null;
  return (
    <>
      <h2 id="demos">Try it on a demo cluster</h2>
      <ul className="demos" aria-labelledby="demos">
        {demos.slice(0, all ? undefined : SHOWN).map((demo) => (
          <li key={demo.snapshot.id}>
            <button type="button" disabled={ask.isPending} onClick={() => ask.mutate(demo)} title={demo.snapshot.story}>
              <b className="cut">{demo.snapshot.name}</b>
              <Icon name="right" size={13} />
            </button>
          </li>
        ))}
        {demos.length > SHOWN && !all ? (
          <li>
            <button type="button" onClick={() => setAll(true)}>
              <span>Show all {demos.length}</span>
            </button>
          </li>
        ) : null}
      </ul>
      {ask.error ? (
        <p className="ask-problem" role="alert">
          <Glyph kind="warn" size={18} />
          {ask.error instanceof ApiError
            ? `${ask.error.problem.detail} ${ask.error.problem.hint}`
            : 'That did not work.'}
        </p>
      ) : null}
    </>
  );
}
