import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { server } from '../data/client.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { LevelWord } from '../ui/LevelWord.tsx';
import { Markdown } from './Markdown.tsx';

/** What a finding means, how to check it by hand, how to fix it. */
export function FindingPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => server.findings.get(id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  usePageTitle(id);
  return (
    <main id="main" className="page narrow-page">
      <p className="crumbs">
        <Link to="/findings">Findings</Link>
      </p>
      {error ? <ErrorBox error={error} retry={() => refetch()} /> : null}
      {data ? (
        <>
          {data.level ? <LevelWord level={data.level} /> : null}
          <Markdown text={data.markdown} />
        </>
      ) : null}
    </main>
  );
}
