import type { Question } from '@skoop/model';
import { destinationName, endpointKind, endpointName } from '@skoop/render';
import { Icon } from '../ui/Icon.tsx';

const ICONS = { pod: 'pod', service: 'service', node: 'node', external: 'globe' } as const;

/** The question restated, as one line. */
export function QuestionLine({ question }: { question: Question }) {
  return (
    <p className="question">
      <KindIcon of={question.source} />
      {endpointKind(question.source)} <b>{endpointName(question.source)}</b>
      <Icon name="arrow" size={14} />
      <span className="sr">to</span>
      <KindIcon of={question.destination} />
      {endpointKind(question.destination)} <b>{destinationName(question)}</b>
      <span>
        {question.protocol}
        {question.size === undefined ? '' : `, ${question.size.toLocaleString('en')} bytes`}
      </span>
    </p>
  );
}

/** The word beside it says the same: where there is little room it goes. */
const KindIcon = ({ of }: { of: Question['source'] }) => (
  <span className="kind-icon">
    <Icon name={ICONS[of.type]} size={15} />
  </span>
);
