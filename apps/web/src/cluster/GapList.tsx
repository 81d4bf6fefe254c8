import type { Gap } from '@skoop/model';
import { useState } from 'react';
import { Ticked } from '../ui/Ticked.tsx';

const SHOWN = 8;

/** What is missing in the snapshot, and what would fill it. */
export function GapList({ gaps, total }: { gaps: readonly Gap[]; total: number }) {
  const [all, setAll] = useState(false);
  if (total === 0) return null;
  const shown = all ? gaps : gaps.slice(0, SHOWN);
  return (
    <section aria-labelledby="gaps">
      <h2 id="gaps" className="section-title">
        Not known <span className="count">{total}</span>
      </h2>
      <ul className="gap-list box">
        {shown.map((gap) => (
          <li key={`${gap.id} ${gap.node} ${gap.netns} ${gap.message}`}>
            <b>{gap.node || 'cluster'}</b>
            <span>
              <Ticked text={gap.message} />
              {gap.action ? (
                <small>
                  <Ticked text={gap.action} />
                </small>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {gaps.length > SHOWN && !all ? (
        <button type="button" className="btn small" onClick={() => setAll(true)}>
          Show {gaps.length} {gaps.length < total ? `of ${total}` : ''}
        </button>
      ) : null}
    </section>
  );
}
