import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { objectsOf } from '../data/objects.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { TextLines } from '../ui/TextLines.tsx';

/** Kubernetes objects of a snapshot as the API server gave them. */
export function ObjectsPage() {
  const { sid = '', resource = '' } = useParams();
  const [params] = useSearchParams();
  const namespace = params.get('namespace') ?? undefined;
  const name = params.get('name') ?? undefined;
  const { data, error, refetch } = useQuery({
    queryKey: ['objects', sid, resource, namespace, name],
    queryFn: ({ signal }) => objectsOf(sid, resource, { namespace, name }, signal),
    staleTime: 60_000,
  });
  usePageTitle(name ? `${resource} ${name}` : resource);
  const lines = useMemo(() => (data ? JSON.stringify(data.items, null, 2).split('\n') : []), [data]);
  return (
    <main id="main" className="stack objects">
      <section className="stack-text" aria-labelledby="section-name">
        <p className="crumbs">
          <Link to={`/cluster?snapshot=${encodeURIComponent(sid)}`}>Cluster</Link>
        </p>
        <div className="stack-head">
          <div className="stack-title">
            <h1 id="section-name">
              {resource} {namespace ? `${namespace}/` : ''}
              {name}
            </h1>
            <p className="t2">
              {data
                ? `${data.items.length} of ${data.total} ${data.total === 1 ? 'object' : 'objects'}, as the API server gave them`
                : ''}
            </p>
          </div>
          {name ? (
            <Link className="btn" to="?">
              All {resource}
            </Link>
          ) : null}
        </div>
        {error ? <ErrorBox error={error} retry={() => refetch()} /> : null}
        {data && data.items.length === 0 ? <p className="centre">The snapshot has no such object.</p> : null}
        {data && data.items.length > 0 ? (
          <TextLines label={`${resource} as JSON`} count={lines.length} line={(i) => lines[i]} />
        ) : null}
      </section>
    </main>
  );
}
