import '../styles/history.css';
import '../styles/records.css';
import { Link } from 'react-router';
import { EvidenceSource } from '../data/evidenceSource.ts';
import { useChosenSnapshot, useOverview } from '../data/snapshots.ts';
import { isLocal } from '../data/source.ts';
import { OpenFile } from '../local/OpenFile.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { Ago } from '../ui/Ago.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Finding } from '../ui/Finding.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { lazily } from '../ui/lazily.tsx';
import { Facts } from './Facts.tsx';
import { GapList } from './GapList.tsx';
import { RemoveSnapshot } from './RemoveSnapshot.tsx';

/** Far down the page: what stands above it does not wait for it. */
const NodeTable = lazily(async () => (await import('./NodeTable.tsx')).NodeTable);

const HAZARDS_SHOWN = 50;

/** What a snapshot is of and how we know, its nodes, and what is about to break on them. */
export function ClusterPage() {
  const { id } = useChosenSnapshot();
  const { data, error, refetch } = useOverview(id);
  usePageTitle(data ? `Cluster ${data.cluster || data.name}` : 'Cluster');
  if (error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} retry={() => refetch()} />
      </main>
    );
  if (!id || !data)
    return (
      <main id="main" className="page" aria-busy={id !== undefined}>
        {id ? null : (
          <>
            <h1 className="page-title">No cluster yet</h1>
            <p className="page-sub">Open a snapshot, and this page says what it is of.</p>
            <div className="no-cluster">
              <OpenFile />
            </div>
          </>
        )}
      </main>
    );
  const { counts } = data;
  return (
    <EvidenceSource value={id}>
      <main id="main" className="page">
        <div className="cluster-head">
          <div>
            <h1 className="page-title">{data.cluster || data.name}</h1>
            <p className="page-sub">
              {data.takenAt ? (
                <>
                  snapshot taken <Ago time={data.takenAt} />
                </>
              ) : (
                'time of the snapshot not known'
              )}
              {isLocal(data.id) ? ', only in this browser' : ''}
              {data.origin === 'demo' ? ', recorded for demonstration' : ''}
              {data.derivedFrom ? ', with a fix applied' : ''}
            </p>
          </div>
          <div className="actions">
            <RemoveSnapshot snapshot={data} />
            <Link className="btn primary" to={`/?snapshot=${encodeURIComponent(id)}`}>
              Ask about it
            </Link>
          </div>
        </div>
        {data.story ? <p className="cluster-story">{data.story}</p> : null}
        <ul className="counts" aria-label="Counts">
          {(
            [
              [counts.nodes, 'nodes'],
              [counts.pods, 'pods'],
              [counts.services, 'services'],
              [counts.namespaces, 'namespaces'],
              [counts.networkPolicies, 'network policies'],
            ] as const
          ).map(([n, word]) => (
            <li key={word}>
              <b className="num">{n.toLocaleString('en')}</b> {word}
            </li>
          ))}
        </ul>
        <section aria-labelledby="facts">
          <h2 id="facts" className="section-title">
            What it is, and why we think so
          </h2>
          <Facts facts={data.facts} />
        </section>
        <section aria-labelledby="hazards">
          <h2 id="hazards" className="section-title">
            Hazards{data.hazards.length > 0 ? <span className="count">{data.hazards.length}</span> : null}
          </h2>
          {data.hazards.length === 0 ? (
            <p className="quiet-line">
              <Glyph kind="ok" size={16} /> Nothing on these nodes is about to break.
            </p>
          ) : (
            <div className="hazards">
              {data.hazards.slice(0, HAZARDS_SHOWN).map((hazard) => (
                <Finding key={`${hazard.id} ${hazard.node} ${hazard.message}`} finding={hazard} />
              ))}
              {data.hazards.length > HAZARDS_SHOWN ? (
                <p className="t3">and {data.hazards.length - HAZARDS_SHOWN} more; the list of nodes counts them all.</p>
              ) : null}
            </div>
          )}
        </section>
        <section aria-labelledby="nodes">
          <h2 id="nodes" className="section-title">
            Nodes
            <span className="t3">
              {counts.collected === counts.nodes
                ? `all ${counts.nodes} collected`
                : `${counts.collected} of ${counts.nodes} collected`}
            </span>
          </h2>
          <NodeTable snapshot={id} meanwhile={<div className="node-table box" aria-busy="true" />} />
        </section>
        <GapList gaps={data.gaps} total={data.gapCount} />
      </main>
    </EvidenceSource>
  );
}
