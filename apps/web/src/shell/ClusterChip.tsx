import { useMatch, useNavigate, useSearchParams } from 'react-router';
import { useRecord } from '../data/diagnoses.ts';
import { rememberSnapshot, useChosenSnapshot, useOverview, useSnapshots } from '../data/snapshots.ts';
import { isLocal } from '../data/source.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuItem, MenuLabel } from '../ui/Menu.tsx';
import { clusterWords } from './clusterWords.ts';

const SHOWN_AT_MOST = 30;

/** Which cluster the page is about; a menu where another can be chosen. */
export function ClusterChip() {
  const diagnosis = useMatch('/d/:id/*')?.params.id;
  const stack = useMatch('/snapshots/:sid/*')?.params.sid;
  if (diagnosis) return <DiagnosisChip id={diagnosis} />;
  if (stack) return <SnapshotChip id={stack} />;
  return <ChosenChip />;
}

function DiagnosisChip({ id }: { id: string }) {
  const { data } = useRecord(id);
  const facts = data?.diagnosis?.cluster.facts;
  if (!facts && data?.snapshot) return <SnapshotChip id={data.snapshot.id} />;
  return (
    <span className="top-cluster">
      {facts ? (
        <>
          <Icon name="node" size={15} />
          <b className="cut">{facts.name}</b>
          <span className="t3 cut">{clusterWords(facts)}</span>
        </>
      ) : null}
    </span>
  );
}

function SnapshotChip({ id }: { id: string }) {
  const { data } = useOverview(id);
  return (
    <span className="top-cluster">
      {data ? (
        <>
          <Icon name="node" size={15} />
          <b className="cut">{data.cluster || data.name}</b>
          <span className="t3 cut">{clusterWords(data.facts, data.counts.nodes)}</span>
        </>
      ) : null}
    </span>
  );
}

function ChosenChip() {
  const { id, snapshot } = useChosenSnapshot();
  const { data: overview } = useOverview(id);
  const { data: snapshots } = useSnapshots();
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const onNew = useMatch('/');
  const onCluster = useMatch('/cluster');
  const choose = (next: string) => {
    rememberSnapshot(next);
    if (!onNew && !onCluster) {
      navigate(`/cluster?snapshot=${encodeURIComponent(next)}`);
      return;
    }
    const changed = new URLSearchParams(params);
    changed.set('snapshot', next);
    setParams(changed);
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="btn quiet top-cluster"
          aria-label={`Cluster: ${snapshot?.cluster ?? snapshot?.name ?? 'none'}`}
          disabled={!snapshots?.length}
        >
          <Icon name="node" size={15} />
          <b className="cut">{snapshot?.cluster ?? snapshot?.name ?? (snapshots ? 'No cluster' : '')}</b>
          {overview ? <span className="t3 cut">{clusterWords(overview.facts, overview.counts.nodes)}</span> : null}
          <Icon name="down" size={12} />
        </button>
      }
    >
      <MenuLabel>Snapshots</MenuLabel>
      {(snapshots ?? []).slice(0, SHOWN_AT_MOST).map((s) => (
        <MenuItem
          key={s.id}
          icon={isLocal(s.id) ? 'lock' : s.origin === 'demo' ? 'flask' : 'node'}
          onSelect={() => choose(s.id)}
          note={
            s.origin === 'demo'
              ? 'recorded demo cluster'
              : s.takenAt
                ? `taken ${s.takenAt.slice(0, 16).replace('T', ' ')}`
                : ''
          }
        >
          {s.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
