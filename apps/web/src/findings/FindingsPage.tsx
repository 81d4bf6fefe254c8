import '../styles/history.css';
import '../styles/records.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { server } from '../data/client.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { LevelWord } from '../ui/LevelWord.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { MarkdownLine } from './Markdown.tsx';

/** Everything that Skoop looks for. */
export function FindingsPage() {
  usePageTitle('Findings');
  const [typed, setTyped] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['findings'],
    queryFn: ({ signal }) => server.findings.list({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const items = (data?.items ?? []).filter((f) => {
    const text = `${f.id} ${f.title} ${f.summary}`.toLowerCase();
    return words.every((w) => text.includes(w));
  });
  return (
    <main id="main" className="page">
      <h1 className="page-title">Findings</h1>
      <p className="page-sub">
        What Skoop looks for: what each means, how to check it by hand, and what fixes it. A finding names its evidence:
        the lines of the dumps that show it.
      </p>
      <div className="filters">
        <SearchField
          label="Search the findings"
          placeholder="Words of a symptom or a cause"
          value={typed}
          onChange={setTyped}
        />
        <span className="t3 push" aria-live="polite">
          {data ? `${items.length} of ${data.items.length}` : '\u00a0'}
        </span>
      </div>
      {error ? <ErrorBox error={error} retry={() => refetch()} /> : null}
      <ul className="finding-list">
        {items.map((finding) => (
          <li key={finding.id}>
            <Link to={`/findings/${encodeURIComponent(finding.id)}`}>
              {finding.level ? <LevelWord level={finding.level} /> : <span />}
              <span>
                <b>{finding.title}</b>
                <code>{finding.id}</code>
                <small>
                  <MarkdownLine text={finding.summary} />
                </small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {data && items.length === 0 ? (
        <div className="empty-box">
          <b>No finding says “{typed.trim()}”</b>
        </div>
      ) : null}
    </main>
  );
}
