import type { Question } from '@skoop/model';
import { destinationName, endpointKind, endpointName } from '@skoop/render';
import { Icon } from '../ui/Icon.tsx';

const ICONS = { pod: 'pod', service: 'service', node: 'node', external: 'globe' } as const;

/** The question restated, as one line. */
export function QuestionLine({ question }: { question: Question }) {
  return (
    <p className="question">
      <Icon name={ICONS[question.source.type]} size={15} />
      {endpointKind(question.source)} <b>{endpointName(question.source)}</b>
      <Icon name="arrow" size={14} />
      <span className="sr">to</span>
      <Icon name={ICONS[question.destination.type]} size={15} />
      {endpointKind(question.destination)} <b>{destinationName(question)}</b>
      <span>
        {question.protocol}
        {question.size === undefined ? '' : `, ${question.size.toLocaleString('en')} bytes`}
      </span>
    </p>
  );
}
