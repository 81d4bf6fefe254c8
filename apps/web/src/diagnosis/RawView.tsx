import { useMemo } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { TextLines } from '../ui/TextLines.tsx';
import { useDiagnosis } from './context.ts';

/** The diagnosis as the JSON that the command line and the API give. */
export function RawView() {
  const { diagnosis } = useDiagnosis();
  const text = useMemo(() => JSON.stringify(diagnosis, null, 2), [diagnosis]);
  const lines = useMemo(() => text.split('\n'), [text]);
  return (
    <div className="raw-view">
      <div className="raw-bar">
        <span className="t2">
          The same JSON as <code>skoop --format json</code>, {lines.length.toLocaleString('en')} lines
        </span>
        <CopyButton text={text} label="Copy JSON" />
      </div>
      <TextLines label="Diagnosis as JSON" count={lines.length} line={(i) => lines[i]} />
    </div>
  );
}
