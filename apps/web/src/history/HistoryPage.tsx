import '../styles/records.css';
import '../styles/history.css';
import type { DiagnosisSummary } from '@skoop/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { server } from '../data/client.ts';
import { useRecord } from '../data/diagnoses.ts';
import { RequestLine } from '../diagnosis/RequestLine.tsx';
import { useRerun } from '../diagnosis/useRerun.ts';
import { localDiagnosisList } from '../local/localStore.ts';
import { RecordList } from '../new/RecordList.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Glyph, type GlyphKind } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { type Filters, useFilters } from './useFilters.ts';

const VERDICTS: readonly (readonly [string, string, GlyphKind])[] = [
  ['dropped', 'Dropped', 'bad'],
  ['partial', 'Partial', 'part'],
  ['unknown', 'Unknown', 'unk'],
  ['delivered', 'Delivered', 'ok'],
];
const PER_PAGE = 50;

/** Everything that was asked, newest first; the filters stand in the URL. */
export function HistoryPage() {
  usePageTitle('History');
  const [filters, set] = useFilters();
  const { verdict } = filters;
  const q = filters.q.trim();
  const history = useInfiniteQuery({
    queryKey: ['history', 'pages', verdict, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      server.diagnoses.list({ limit: PER_PAGE, cursor: pageParam, verdict: verdict || undefined, q }, { signal }),
    getNextPageParam: (page) => page.next,
  });
  const local = useQuery({ queryKey: ['history', 'local'], queryFn: localDiagnosisList });
  const items = history.data?.pages.flatMap((p) => p.items) ?? [];
  const total = history.data?.pages[0]?.total ?? 0;
  const filtered = verdict !== '' || q !== '';
  return (
    <main id="main" className="page">
      <h1 className="page-title">History</h1>
      <p className="page-sub">
        Everything that was asked, newest first. A stored diagnosis stays as it is; asking again makes a new one.
      </p>
      <div className="filters">
        <SearchField
          label="Search the history"
          placeholder="Names, addresses, reasons"
          value={filters.q}
          onChange={(q) => set({ q })}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex row in all browsers. */}
        <div className="segmented" role="group" aria-label="Verdict">
          <button type="button" aria-pressed={verdict === ''} onClick={() => set({ verdict: '' })}>
            All
          </button>
          {VERDICTS.map(([value, word, glyph]) => (
            <button key={value} type="button" aria-pressed={verdict === value} onClick={() => set({ verdict: value })}>
              <Glyph kind={glyph} size={14} />
              {word}
            </button>
          ))}
        </div>
        <span className="t3 push" aria-live="polite">
          {history.data ? `${total.toLocaleString('en')} ${total === 1 ? 'diagnosis' : 'diagnoses'}` : '\u00a0'}
        </span>
      </div>
      {filters.with ? <ComparedWith id={filters.with} onCancel={() => set({ with: '' })} /> : null}
      {history.error ? <ErrorBox error={history.error} retry={() => history.refetch()} /> : null}
      {!filtered && local.data && local.data.length > 0 ? (
        <section className="history-local" aria-labelledby="only-here">
          <h2 id="only-here">
            <Icon name="lock" size={15} /> Only in this browser
          </h2>
          <RecordList items={local.data} action={(item) => <Compare item={item} filters={filters} set={set} />} />
        </section>
      ) : null}
      {items.length > 0 ? (
        <RecordList
          items={items}
          action={(item) => (
            <>
              <Compare item={item} filters={filters} set={set} />
              {filters.with ? null : <Rerun item={item} />}
            </>
          )}
        />
      ) : null}
      {history.data && items.length === 0 ? (
        <NothingFound verdict={verdict} q={q} clear={(key) => set({ [key]: '' })} />
      ) : null}
      {history.hasNextPage ? (
        <button
          type="button"
          className="btn more"
          disabled={history.isFetchingNextPage}
          onClick={() => history.fetchNextPage()}
        >
          Show more
        </button>
      ) : null}
    </main>
  );
}

function Rerun({ item }: { item: DiagnosisSummary }) {
  const rerun = useRerun(item.id);
  if (!item.request) return null;
  return (
    <button
      type="button"
      className="btn quiet small square"
      aria-label="Re-run"
      title="Ask again"
      disabled={rerun.isPending}
      onClick={() => rerun.mutate()}
    >
      <Icon name="rerun" size={14} />
    </button>
  );
}

/** Chooses what is compared; once one is chosen, every other row leads to both. */
function Compare({
  item,
  filters,
  set,
}: {
  item: DiagnosisSummary;
  filters: Filters;
  set: (change: Partial<Filters>) => void;
}) {
  const { with: id } = filters;
  if (item.status !== 'done') return id === '' ? <span className="no-compare" /> : null;
  if (id === '')
    return (
      <button
        type="button"
        className="btn quiet small square"
        aria-label="Compare"
        title="Compare with another diagnosis"
        onClick={() => set({ with: item.id })}
      >
        <Icon name="swap" size={14} />
      </button>
    );
  if (id === item.id) return <span className="t3 chosen-row">this one</span>;
  return <ComparedPair id={id} item={item} />;
}

/** The older one is before. */
function ComparedPair({ id, item }: { id: string; item: DiagnosisSummary }) {
  const { data } = useRecord(id);
  if (!data) return null;
  const [before, after] = data.createdAt <= item.createdAt ? [id, item.id] : [item.id, id];
  return (
    <Link className="btn small" to={`/d/${before}/vs/${after}`}>
      Compare
    </Link>
  );
}

function ComparedWith({ id, onCancel }: { id: string; onCancel: () => void }) {
  const { data, error } = useRecord(id);
  return (
    <div className="compared-with box" role="status">
      <div>
        <b>Compare this one with another: choose it below.</b>
        {data ? <RequestLine record={data} /> : error ? <p>The chosen diagnosis is not there any more.</p> : null}
      </div>
      <button type="button" className="btn small" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

/** Says which filter hides everything, and takes it away. */
function NothingFound({ verdict, q, clear }: { verdict: string; q: string; clear: (key: keyof Filters) => void }) {
  const word = VERDICTS.find(([v]) => v === verdict)?.[1] ?? verdict;
  if (!verdict && !q)
    return (
      <div className="empty-box">
        <b>Nothing asked yet</b>
        <Link to="/">Ask the first question</Link>.
      </div>
    );
  return (
    <div className="empty-box">
      <b>
        No diagnosis {verdict ? `is ${word}` : ''}
        {verdict && q ? ' and ' : ''}
        {q ? `says “${q}”` : ''}
      </b>
      <span className="row">
        {verdict ? (
          <button type="button" className="btn small" onClick={() => clear('verdict')}>
            Any verdict
          </button>
        ) : null}
        {q ? (
          <button type="button" className="btn small" onClick={() => clear('q')}>
            Clear the search
          </button>
        ) : null}
      </span>
    </div>
  );
}
