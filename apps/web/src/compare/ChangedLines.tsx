import type { Comparison, LineChange } from '@skoop/api';
import { Link } from 'react-router';
import { evidenceLink } from '../ui/evidenceAddress.ts';

type Group = { readonly key: string; readonly title: string; readonly lines: readonly LineChange[] };

function groupsOf(changes: readonly LineChange[]): readonly Group[] {
  const groups = new Map<string, LineChange[]>();
  for (const change of changes) {
    const key = `${change.node}\n${change.netns}\n${change.section}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].map(([key, lines]) => {
    const { node = '', netns = '', section = '' } = lines[0] ?? {};
    const where = node ? `${node}${netns && netns !== 'host' ? `, namespace ${netns}` : ''}` : 'cluster';
    return { key, title: `${section} on ${where}`, lines };
  });
}

/** The lines that differ in what both diagnoses were made from, as a diff. */
export function ChangedLines({ comparison }: { comparison: Comparison }) {
  const { changes, changesTruncated, before, after } = comparison;
  if (changes.length === 0) return null;
  const snapshotOf = { removed: before.snapshot?.id, added: after.snapshot?.id };
  return (
    <section aria-labelledby="lines">
      <h2 id="lines" className="section-title">
        Lines that changed <span className="count">{changes.length}</span>
      </h2>
      {groupsOf(changes).map((group) => (
        <div key={group.key} className="diff box">
          <h3>{group.title}</h3>
          <ol>
            {group.lines.map((change) => {
              const to = evidenceLink(snapshotOf[change.kind], change);
              return (
                <li key={`${change.kind} ${change.line} ${change.text}`} className={change.kind}>
                  <span className="diff-line num">
                    {change.line > 0 && to ? (
                      <Link to={to}>L{change.line}</Link>
                    ) : change.line > 0 ? (
                      `L${change.line}`
                    ) : (
                      ''
                    )}
                  </span>
                  <span className="diff-sign" aria-hidden="true">
                    {change.kind === 'added' ? '+' : '−'}
                  </span>
                  <code>
                    <span className="sr">{change.kind}: </span>
                    {change.text}
                  </code>
                </li>
              );
            })}
          </ol>
        </div>
      ))}
      {changesTruncated ? <p className="t3">There are more; these are the first.</p> : null}
    </section>
  );
}
