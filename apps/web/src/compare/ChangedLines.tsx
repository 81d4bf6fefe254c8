import type { Comparison, LineChange } from '@skoop/api';
import { useState } from 'react';
import { Link } from 'react-router';
import { isLocal } from '../data/source.ts';
import { evidenceLink } from '../ui/evidenceAddress.ts';
import { type LineGroup, lineGroups } from './lineGroups.ts';

type Snapshots = Readonly<Record<LineChange['kind'], string | undefined>>;

/** The lines that differ in what both diagnoses were made from, as a diff: what decides and what people wrote first, the rest folded. */
export function ChangedLines({ comparison }: { comparison: Comparison }) {
  const { changes, changesTruncated, before, after } = comparison;
  const snapshots: Snapshots = { removed: before.snapshot?.id, added: after.snapshot?.id };
  const told = lineGroups(changes.filter((c) => c.role !== 'observed'));
  const rest = lineGroups(changes.filter((c) => c.role === 'observed'));
  const [restOpen, setRestOpen] = useState<boolean>();
  const restLines = rest.reduce((sum, g) => sum + g.lines.length, 0);
  return (
    <section aria-labelledby="lines">
      <h2 id="lines" className="section-title">
        Lines that changed <span className="count">{changesTruncated ? `${changes.length}+` : changes.length}</span>
      </h2>
      {changes.length === 0 ? <p className="t2">{nothingWords(comparison)}</p> : null}
      {told.map((group) => (
        <Group key={group.key} group={group} snapshots={snapshots} />
      ))}
      {rest.length > 0 ? (
        <details
          className="diff-rest"
          open={restOpen ?? told.length === 0}
          onToggle={(event) => setRestOpen(event.currentTarget.open)}
        >
          <summary>
            {told.length === 0 ? '' : 'And '}
            {restLines} {restLines === 1 ? 'line' : 'lines'} of kernel state on which neither verdict rests:{' '}
            <span className="t3">{[...new Set(rest.map((g) => g.lines[0]?.section))].join(', ')}</span>
          </summary>
          {/* Hundreds of lines that few people look at are made when somebody does. */}
          {(restOpen ?? told.length === 0)
            ? rest.map((group) => <Group key={group.key} group={group} snapshots={snapshots} />)
            : null}
        </details>
      ) : null}
      {changesTruncated ? <p className="t3">There are more; these are the first.</p> : null}
    </section>
  );
}

function nothingWords({ before, after }: Comparison): string {
  if (isLocal(before.id) !== isLocal(after.id))
    return 'One snapshot is on the server and one only in this browser, so their lines are not compared.';
  if (!before.snapshot || !after.snapshot) return 'A snapshot is not there any more, so its lines cannot be compared.';
  return before.snapshot.id === after.snapshot.id
    ? 'Both were made from the same snapshot.'
    : 'None on the nodes of the path; counters, timers and tables that change by themselves are left out.';
}

/** More lines than this of one section are folded to those that decide, else to the first. */
const OPEN_LINES = 30;

function Group({ group, snapshots }: { group: LineGroup; snapshots: Snapshots }) {
  const [open, setOpen] = useState(group.lines.length <= OPEN_LINES);
  const deciding = group.lines.filter((c) => c.role === 'decides');
  const few = (deciding.length > 0 ? deciding : group.lines).slice(0, OPEN_LINES / 2);
  return (
    <div className="diff box">
      <h3>{group.title}</h3>
      <ol>
        {(open ? group.lines : few).map((change) => (
          <Line
            key={`${change.kind} ${change.line} ${change.text}`}
            change={change}
            snapshot={snapshots[change.kind]}
          />
        ))}
      </ol>
      {open ? null : (
        <button type="button" className="fold-button diff-more" onClick={() => setOpen(true)}>
          Show all {group.lines.length} lines ›
        </button>
      )}
    </div>
  );
}

function Line({ change, snapshot }: { change: LineChange; snapshot: string | undefined }) {
  const to = evidenceLink(snapshot, change);
  const label = change.line > 0 ? `L${change.line}` : '';
  return (
    <li className={change.kind}>
      <span className="diff-line num">{label && to ? <Link to={to}>{label}</Link> : label}</span>
      <span className="diff-sign" aria-hidden="true">
        {change.kind === 'added' ? '+' : '−'}
      </span>
      <code>
        <span className="sr">{change.kind}: </span>
        {change.text.trim()}
      </code>
      {change.role === 'decides' ? (
        <span className="diff-decides" title="A step or finding of that diagnosis rests on this line">
          decides
        </span>
      ) : null}
    </li>
  );
}
