import '../styles/new.css';
import '../styles/records.css';
import { useState } from 'react';
import { Link } from 'react-router';
import { useHistory } from '../data/diagnoses.ts';
import { useChosenSnapshot, useSnapshots } from '../data/snapshots.ts';
import { OpenFile } from '../local/OpenFile.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { lazily } from '../ui/lazily.tsx';
import { AskForm } from './AskForm.tsx';
import { DemoList } from './DemoList.tsx';
import { RecordList } from './RecordList.tsx';

const CollectHelp = lazily(async () => (await import('../shell/CollectHelp.tsx')).CollectHelp);

const RECENT = { limit: 7 };

export function NewPage() {
  usePageTitle('New diagnosis');
  const { id } = useChosenSnapshot();
  const snapshots = useSnapshots();
  const history = useHistory(RECENT);
  const [help, setHelp] = useState(false);
  const recent = history.data?.items ?? [];
  return (
    <main id="main" className="new">
      <h1>Where does the packet die?</h1>
      <p className="lead">
        Ask about any two places. Skoop reads the nodes on the way, changes nothing, and shows the line that decides.
      </p>
      <AskForm snapshot={id} />
      <div className="new-columns">
        <section aria-labelledby="recent">
          <h2 id="recent">
            Recent diagnoses
            {history.data && history.data.total > recent.length ? (
              <Link to="/history">All {history.data.total.toLocaleString('en')}</Link>
            ) : null}
          </h2>
          {history.error ? <ErrorBox error={history.error} retry={() => history.refetch()} /> : null}
          {history.isPending ? <div className="records waiting" /> : null}
          {recent.length > 0 ? <RecordList items={recent} /> : null}
          {history.data && recent.length === 0 ? (
            <div className="empty-box">
              <b>Nothing asked yet</b>
              {snapshots.data?.some((s) => s.questions?.length)
                ? 'Fill the sentence above, or click a demo: it takes a second and needs no cluster.'
                : 'Open a snapshot of a cluster, then fill the sentence above.'}
            </div>
          ) : null}
        </section>
        <aside>
          <DemoList snapshots={snapshots.data ?? (snapshots.error ? [] : undefined)} />
          <h2 id="open-file">Open a file</h2>
          <OpenFile />
          <h2>Connect a cluster</h2>
          <div className="box connect">
            <CommandLine command="skoop snapshot objects/ *.dump -o my-cluster.tar.gz" oneLine />
            <p>
              A snapshot needs nothing installed in the cluster: kubectl for the objects, one read-only shell script for
              each node.{' '}
              <button type="button" className="as-link" onClick={() => setHelp(true)}>
                How to make one
              </button>
              . <Link to="/findings">What Skoop looks for</Link>.
            </p>
          </div>
          {help ? <CollectHelp open onClose={() => setHelp(false)} /> : null}
        </aside>
      </div>
    </main>
  );
}
