import { CopyButton } from '../ui/CopyButton.tsx';
import { TextLines } from '../ui/TextLines.tsx';
import { useDiagnosis } from './context.ts';
import { useJsonLines } from './useJsonLines.ts';

/** The diagnosis as the JSON that the command line and the API give. */
export function RawView() {
  const { diagnosis } = useDiagnosis();
  const { lines, complete } = useJsonLines(diagnosis);
  return (
    <div className="raw-view">
      <div className="raw-bar">
        <span className="t2">
          The same JSON as <code>skoop --format json</code>, {lines.length.toLocaleString('en')} lines
          {complete ? '' : ' so far'}
        </span>
        <CopyButton text={() => JSON.stringify(diagnosis, null, 2)} label="Copy JSON" />
      </div>
      <TextLines label="Diagnosis as JSON" count={lines.length} line={(i) => lines[i]} />
    </div>
  );
}
