import type { NodeSummary } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { snapshotSource } from '../data/source.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { SearchField } from '../ui/SearchField.tsx';

const ROW = 38;
const PER_REQUEST = 500;
const NO_NODES: readonly NodeSummary[] = [];

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});
const column = createColumnHelper<typeof features, NodeSummary>();
const columns = column.columns([
  column.accessor('name', { header: 'Node', sortFn: 'alphanumeric' }),
  column.accessor((n) => n.addresses[0] ?? '', { id: 'address', header: 'Address', sortFn: 'alphanumeric' }),
  column.accessor((n) => (n.collected ? (n.gaps > 0 ? 1 : 2) : 0), {
    id: 'state',
    header: 'Collected',
    sortFn: 'basic',
  }),
  column.accessor((n) => n.kernel ?? '', { id: 'kernel', header: 'Kernel', sortFn: 'alphanumeric' }),
  column.accessor('pods', { header: 'Pods', sortFn: 'basic' }),
  column.accessor('gaps', { header: 'Gaps', sortFn: 'basic' }),
  column.accessor('hazards', { header: 'Hazards', sortFn: 'basic' }),
]);

/** Every node; a page of the API at a time until there is no more. */
async function allNodes(snapshot: string, signal: AbortSignal): Promise<readonly NodeSummary[]> {
  const source = await snapshotSource(snapshot);
  const nodes: NodeSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await source.nodes(snapshot, { limit: PER_REQUEST, cursor }, { signal });
    nodes.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return nodes;
}

/** Nodes with their collection state; thousands of them scroll without lag. */
export function NodeTable({ snapshot }: { snapshot: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['nodes', snapshot],
    queryFn: ({ signal }) => allNodes(snapshot, signal),
    staleTime: 60_000,
  });
  const [typed, setTyped] = useState('');
  const [sorting, setSorting] = useState<SortingState>([]);
  const shown = useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return data ?? NO_NODES;
    return (data ?? NO_NODES).filter((n) =>
      words.every((w) => n.name.toLowerCase().includes(w) || n.addresses.some((a) => a.includes(w))),
    );
  }, [data, typed]);
  const table = useTable({
    features,
    columns,
    data: shown,
    state: { sorting },
    onSortingChange: setSorting,
  });
  const { rows } = table.getRowModel();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  if (error) return <ErrorBox error={error} retry={() => refetch()} />;
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <>
      {(data?.length ?? 0) > 12 ? (
        <SearchField label="Search the nodes" placeholder="Name or address" value={typed} onChange={setTyped} />
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: the section around it is the landmark. */}
      <div className="node-table box" ref={scroller} tabIndex={0} role="group" aria-labelledby="nodes">
        <table>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                    >
                      <button type="button" onClick={header.column.getToggleSortingHandler()}>
                        <table.FlexRender header={header} />
                        <span aria-hidden="true">{sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : ''}</span>
                      </button>
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {before > 0 ? <tr style={{ height: before }} /> : null}
            {items.map((item) => {
              const node = rows[item.index]?.original;
              return node ? <NodeRow key={node.name} node={node} snapshot={snapshot} /> : null;
            })}
            {after > 0 ? <tr style={{ height: after }} /> : null}
          </tbody>
        </table>
        {data && shown.length === 0 ? <p className="palette-empty">No node is called “{typed.trim()}”.</p> : null}
      </div>
    </>
  );
}

function NodeRow({ node, snapshot }: { node: NodeSummary; snapshot: string }) {
  const page = `/snapshots/${encodeURIComponent(snapshot)}/nodes/${encodeURIComponent(node.name)}`;
  return (
    <tr>
      <th scope="row">
        {node.collected ? <Link to={page}>{node.name}</Link> : node.name}
        {node.ready === false ? <span className="t3"> not ready</span> : null}
      </th>
      <td>
        <code>{node.addresses[0]}</code>
      </td>
      <td>
        <span className="state">
          <Glyph kind={node.collected ? 'ok' : 'unk'} size={15} />
          {node.collected ? (node.gaps > 0 ? 'with gaps' : 'yes') : 'no'}
        </span>
      </td>
      <td>{node.kernel}</td>
      <td className="num">{node.pods}</td>
      <td className="num">{node.gaps > 0 ? node.gaps : <NoneOf known={node.collected} />}</td>
      <td className="num">
        {node.hazards > 0 ? (
          <span className="state">
            <Glyph kind="warn" size={15} /> {node.hazards}
          </span>
        ) : (
          <NoneOf known={node.collected} />
        )}
      </td>
    </tr>
  );
}

/** What was not collected has no count. */
const NoneOf = ({ known }: { known: boolean }) => <span className="t3">{known ? 'none' : ''}</span>;
