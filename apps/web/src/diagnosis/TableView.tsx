import { sentenceText } from '@skoop/model';
import { type BranchView, percent } from '@skoop/render';
import { useMemo, useState } from 'react';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';
import { evidenceLabel } from '../ui/evidenceAddress.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { useDiagnosis } from './context.ts';
import { packetRows } from './packetRows.ts';
import { decidingIndex } from './StepList.tsx';

/** Tables drawn at once; of many branches most are alike, and each has its row in the list of the verdict. */
const AT_ONCE = 12;

/** The path in words, branch by branch: the full alternative to the picture. */
export function TableView() {
  const { view, branch: chosen } = useDiagnosis().selection;
  const [shown, setShown] = useState(AT_ONCE);
  const first = view.branches.slice(0, shown);
  const branches = chosen && !first.includes(chosen) ? [chosen, ...first] : first;
  const more = view.branches.length - first.length;
  return (
    <div className="table-view">
      {branches.map((branch) => (
        <BranchTable key={branch.id} branch={branch} />
      ))}
      {more > 0 ? (
        <button type="button" className="btn more" onClick={() => setShown(shown + AT_ONCE)}>
          Show {Math.min(more, AT_ONCE)} of {more.toLocaleString('en')} more
        </button>
      ) : null}
      {view.branches.length === 0 ? <p className="centre">No packet went this way.</p> : null}
    </div>
  );
}

function BranchTable({ branch }: { branch: BranchView }) {
  const { selection, select } = useDiagnosis();
  const { view, hop: chosen } = selection;
  const cards = useMemo(() => new Map(view.cards.map((c) => [c.id, c])), [view]);
  return (
    <table className="path-table">
      <caption>
        <Glyph kind={branch.tone} size={16} />
        {percent(branch.share)} {selection.direction === 'request' ? 'to' : 'from'} {branch.target}
        {branch.node && branch.node !== branch.target ? <span className="t3">{branch.node}</span> : null}
      </caption>
      <thead>
        <tr>
          <th scope="col">Hop</th>
          <th scope="col">Place</th>
          <th scope="col">Node</th>
          <th scope="col">What changes</th>
          <th scope="col">What the kernel says</th>
          <th scope="col">Evidence</th>
        </tr>
      </thead>
      <tbody>
        {branch.hops.map((hop) => {
          // The card of a stacked lane speaks of all its nodes; this row is about one.
          const card = hop.lane.startsWith('alike:') ? undefined : cards.get(hop.card);
          const step = hop.steps[decidingIndex(hop)] ?? hop.steps.at(-1);
          const at = step?.evidence[0];
          const changes = packetRows(hop.before, hop.after).filter((r) => r.sign !== '');
          return (
            <tr
              key={hop.id}
              className={`${hop.outcome} ${hop.id === chosen?.id ? 'chosen' : ''}`}
              aria-current={hop.id === chosen?.id ? 'true' : undefined}
            >
              <td>{hop.number}</td>
              <th scope="row">
                <button
                  type="button"
                  className="as-link"
                  aria-label={hop.description}
                  onClick={() => select({ branch: branch.id, hop: hop.number })}
                >
                  {card?.name ?? hop.title.replace(` on ${hop.node}`, '')}
                </button>
                <small>{card?.fact}</small>
              </th>
              <td className="place">
                {hop.node || 'outside'}
                <small>
                  {hop.netns.split('/')[0]}
                  {hop.netns.includes('/') ? (
                    <>
                      /<wbr />
                      {hop.netns.slice(hop.netns.indexOf('/') + 1)}
                    </>
                  ) : null}
                </small>
              </td>
              <td>
                {changes.length === 0 ? <span className="t3">nothing</span> : null}
                {changes.slice(0, 3).map((c) => (
                  <code key={c.field}>
                    {c.sign} {c.field} {c.after}
                  </code>
                ))}
              </td>
              <td className="said">
                {hop.outcome === 'dropped' ? <Glyph kind="bad" size={14} /> : null}
                {hop.outcome === 'unknown' ? <Glyph kind="unk" size={14} /> : null}
                {hop.outcome === 'delivered' ? <Glyph kind="ok" size={14} /> : null}
                <span>{step ? sentenceText(step.sentence) : 'passes'}</span>
              </td>
              <td>{at ? <EvidenceLink at={at}>{evidenceLabel(at)}</EvidenceLink> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
