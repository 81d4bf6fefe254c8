import type { DiagnosisRecord } from '@skoop/api';
import { isSettled } from '@skoop/api';
import { verdictGlyph, verdictHeadline } from '@skoop/render';
import { Link } from 'react-router';
import { RequestLine } from '../diagnosis/RequestLine.tsx';
import { Ago } from '../ui/Ago.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { Ticked } from '../ui/Ticked.tsx';

/** One verdict of a comparison; while it is being made, how far it is. */
export function Side({ title, record }: { title: string; record: DiagnosisRecord | undefined }) {
  const diagnosis = record?.diagnosis;
  return (
    <section className="side box" aria-label={title} aria-busy={record !== undefined && !isSettled(record.status)}>
      <p className="side-title">
        {title}
        {record ? (
          <span className="t3">
            <Ago time={record.finishedAt ?? record.createdAt} />
          </span>
        ) : null}
        {diagnosis && record ? (
          <Link className="push" to={`/d/${record.id}`}>
            Open this diagnosis
          </Link>
        ) : null}
      </p>
      <div className="side-verdict">
        {diagnosis ? (
          <Glyph kind={verdictGlyph(diagnosis)} size={40} />
        ) : (
          <Glyph kind={record && isSettled(record.status) ? 'warn' : 'ring'} size={40} />
        )}
        <div>
          {record ? <RequestLine record={record} /> : null}
          <h2>{diagnosis ? verdictHeadline(diagnosis) : stateWords(record)}</h2>
          <p className="why">
            <Ticked text={diagnosis?.verdict.sentence ?? record?.progress?.message ?? record?.problem?.detail ?? ''} />
          </p>
        </div>
      </div>
      {record && !isSettled(record.status) ? <progress className="progress" aria-label="Progress" /> : null}
    </section>
  );
}

const stateWords = (record: DiagnosisRecord | undefined): string => {
  if (!record) return '';
  if (!isSettled(record.status)) return record.status === 'queued' ? 'Waiting for its turn' : 'Following the packet';
  return record.problem?.title ?? `No answer: ${record.status}`;
};
