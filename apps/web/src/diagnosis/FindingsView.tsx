import { findings } from '@skoop/render';
import { Finding } from '../ui/Finding.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { useDiagnosis } from './context.ts';
import { WhatIf } from './WhatIf.tsx';

/** Everything suspicious on the way and on its nodes, the worst first. */
export function FindingsView() {
  const { diagnosis } = useDiagnosis();
  const all = findings(diagnosis);
  if (all.length === 0)
    return (
      <div className="centre">
        <Glyph kind="ok" size={32} />
        <h2>Nothing suspicious</h2>
        <p>On the nodes of this path, promise and reality agree.</p>
      </div>
    );
  return (
    <div className="findings-view">
      {all.map((finding) => (
        <Finding
          key={`${finding.id} ${finding.node} ${finding.message}`}
          finding={finding}
          action={<WhatIf finding={finding} />}
        />
      ))}
    </div>
  );
}
