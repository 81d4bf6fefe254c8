import type { Comparison } from '@skoop/api';
import type { Suspicion } from '@skoop/model';
import { Link } from 'react-router';
import { LevelWord } from '../ui/LevelWord.tsx';
import { Ticked } from '../ui/Ticked.tsx';

const GROUPS = [
  ['gone', 'Gone'],
  ['appeared', 'New'],
  ['kept', 'Still there'],
] as const;

/** Findings that are gone, new, and still there. */
export function ComparedFindings({ comparison }: { comparison: Comparison }) {
  const { findings } = comparison;
  const none = GROUPS.every(([key]) => findings[key].length === 0);
  return (
    <section aria-labelledby="findings">
      <h2 id="findings" className="section-title">
        Findings
      </h2>
      {none ? <p className="t2">Neither diagnosis found anything.</p> : null}
      <div className="compared-findings">
        {GROUPS.map(([key, word]) =>
          findings[key].length === 0 ? null : (
            <div key={key} className="box">
              <h3>
                {word} <span className="count">{findings[key].length}</span>
              </h3>
              <ul>
                {findings[key].map((finding: Suspicion) => (
                  <li key={`${finding.id} ${finding.node}`}>
                    <LevelWord level={finding.level} />
                    <span>
                      <Link
                        className={key === 'gone' ? 'gone' : undefined}
                        to={`/findings/${encodeURIComponent(finding.id)}`}
                      >
                        {finding.id}
                      </Link>
                      {finding.node ? ` on ${finding.node}` : ''}
                      <span className="t3 finding-says">
                        <Ticked text={finding.message} />
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          ),
        )}
      </div>
    </section>
  );
}
