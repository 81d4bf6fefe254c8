import type { NamespaceSummary, SectionSummary } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { snapshotSource } from '../data/source.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { SectionView } from './SectionView.tsx';

const FIRST_SECTIONS = ['ip-route', 'ip-addr', 'ip-link'];

/** What a node said, section by section, as it said it. Every evidence link leads here. */
export function NodePage() {
  const { sid = '', node = '', section } = useParams();
  const [params] = useSearchParams();
  const { hash } = useLocation();
  const netns = params.get('netns') ?? 'host';
  const { data, error, refetch } = useQuery({
    queryKey: ['node', sid, node],
    queryFn: async ({ signal }) => (await snapshotSource(sid)).node(sid, node, { signal }),
    staleTime: 60_000,
  });
  usePageTitle(section ? `${section} of ${node}` : node);
  if (error)
    return (
      <main id="main" className="page">
        <ErrorBox error={error} retry={() => refetch()} />
      </main>
    );
  if (!data) return <main id="main" className="page" aria-busy="true" />;
  const namespaces = data.namespacesList;
  const namespace = namespaces.find((ns, i) => ns.id === netns || (i === 0 && netns === 'host')) ?? namespaces[0];
  if (!section && namespace) {
    const first =
      FIRST_SECTIONS.find((name) => namespace.sections.some((s) => s.name === name)) ?? namespace.sections[0]?.name;
    if (first) return <Navigate replace to={sectionLink(sid, node, first, netns)} />;
  }
  const current = namespace?.sections.find((s) => s.name === section);
  const line = Number(/^#L(\d+)$/.exec(hash)?.[1]);
  return (
    <main id="main" className="stack">
      <SectionNav sid={sid} node={node} namespaces={namespaces} namespace={namespace} section={section} />
      {current && namespace ? (
        <SectionView
          key={`${namespace.id} ${current.name}`}
          sid={sid}
          node={node}
          netns={netns}
          namespace={namespace}
          section={current}
          line={Number.isInteger(line) && line > 0 ? line : undefined}
        />
      ) : (
        <div className="centre">
          <h1>{namespaces.length === 0 ? `${node} was not collected` : `No section ${section ?? ''} here`}</h1>
          <p>
            {namespaces.length === 0
              ? 'The snapshot has no dump of this node.'
              : `The dump of ${node} has nothing of that name in this namespace.`}
          </p>
        </div>
      )}
    </main>
  );
}

export function sectionLink(sid: string, node: string, section: string, netns: string): string {
  const query = netns === 'host' ? '' : `?netns=${encodeURIComponent(netns)}`;
  return `/snapshots/${encodeURIComponent(sid)}/nodes/${encodeURIComponent(node)}/${encodeURIComponent(section)}${query}`;
}

function SectionNav({
  sid,
  node,
  namespaces,
  namespace,
  section,
}: {
  sid: string;
  node: string;
  namespaces: readonly NamespaceSummary[];
  namespace: NamespaceSummary | undefined;
  section: string | undefined;
}) {
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list has one entry that is current for each section.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);
  const idOf = (ns: NamespaceSummary) => (ns === namespaces[0] ? 'host' : ns.id);
  const choose = (id: string) => {
    const next = namespaces.find((ns) => idOf(ns) === id);
    const same = next?.sections.find((s) => s.name === section) ?? next?.sections[0];
    if (same) navigate(sectionLink(sid, node, same.name, id));
  };
  return (
    <nav className="stack-nav" aria-label="Sections">
      <p className="crumbs">
        <Link to={`/cluster?snapshot=${encodeURIComponent(sid)}`}>Cluster</Link>
      </p>
      <p className="stack-node">{node}</p>
      {namespaces.length > 1 ? (
        <select
          className="input"
          aria-label="Namespace"
          value={namespace ? idOf(namespace) : ''}
          onChange={(event) => choose(event.target.value)}
        >
          {namespaces.map((ns) => (
            <option key={ns.id} value={idOf(ns)}>
              {ns.label}
            </option>
          ))}
        </select>
      ) : null}
      <ul ref={list}>
        {namespace?.sections.map((s) => (
          <li key={s.name}>
            <Link
              to={sectionLink(sid, node, s.name, namespace ? idOf(namespace) : 'host')}
              aria-current={s.name === section ? 'page' : undefined}
            >
              <span className="cut">{s.name}</span>
              <span className="t3 num">{stateOf(s)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const stateOf = (s: SectionSummary): string =>
  s.truncated ? 'cut' : s.status !== 0 && s.lines === 0 ? 'failed' : s.lines.toLocaleString('en');
