import { percent } from '@skoop/render';
import { useMemo } from 'react';
import { Glyph } from '../ui/Glyph.tsx';
import { branchRows } from './branchRows.ts';
import { useDiagnosis } from './context.ts';
import { foldRows } from './foldRows.ts';

/** Who gets how much of the new connections, and what the client sees there. Choosing a row chooses the branch everywhere. */
export function Branches() {
  const { diagnosis, views, selection, select } = useDiagnosis();
  const rows = useMemo(() => foldRows(branchRows(diagnosis, views)), [diagnosis, views]);
  if (rows.length === 0) return null;
  const choose = (id: string) => {
    const there = views[selection.direction].branches.some((b) => b.id === id);
    const direction = there ? selection.direction : selection.direction === 'request' ? 'reply' : 'request';
    select({ branch: id, direction });
  };
  return (
    <div className="branches">
      <svg className="branch-bar" viewBox="0 0 1000 5" preserveAspectRatio="none" aria-hidden="true">
        {rows.map((row, i) => {
          const from = rows.slice(0, i).reduce((sum, r) => sum + r.share, 0) * 1000;
          return (
            <rect
              key={row.id}
              x={from}
              y="0"
              height="5"
              width={Math.max(2, row.share * 1000 - (i < rows.length - 1 && rows.length < 40 ? 4 : 0))}
              fill={`var(--${row.tone})`}
            />
          );
        })}
      </svg>
      <ul aria-label="Branches">
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              aria-pressed={rows.length > 1 ? row.ids.includes(selection.branch?.id ?? '') : undefined}
              onClick={() => choose(row.id)}
            >
              <Glyph kind={row.tone} size={16} />
              <span className="strong num">{row.maybe ? 'maybe' : percent(row.share)}</span>
              <span className="cut" title={row.target}>
                {row.target}
              </span>
              <span className="t3 cut">{row.node === row.target ? '' : row.node}</span>
              <span className={`t-${row.tone} strong seen`}>{row.seen}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
