import type { DiagnosisSummary } from '@skoop/api';
import { ASKED_ICON, ASKED_WORD, asked } from '../new/asked.ts';
import { Icon } from '../ui/Icon.tsx';
import { QuestionLine } from './QuestionLine.tsx';

/** What was asked, before it is resolved. */
export function RequestLine({ record }: { record: DiagnosisSummary }) {
  if (record.question) return <QuestionLine question={record.question} />;
  const { request } = record;
  if (!request) return <p className="question">An imported report</p>;
  const [from, to] = [asked(request.source), asked(request.destination)];
  return (
    <p className="question">
      <Icon name={ASKED_ICON[from.kind]} size={15} />
      {ASKED_WORD[from.kind]} <b>{from.label}</b>
      <Icon name="arrow" size={14} />
      <span className="sr">to</span>
      <Icon name={ASKED_ICON[to.kind]} size={15} />
      {ASKED_WORD[to.kind]}{' '}
      <b>
        {to.label}
        {request.port ? `:${request.port}` : ''}
      </b>
      <span>{request.protocol ?? 'tcp'}</span>
    </p>
  );
}
