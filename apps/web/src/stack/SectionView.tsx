import type { NamespaceSummary, SectionSummary } from '@skoop/api';
import { sectionMeaning } from '@skoop/render';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { snapshotSource } from '../data/source.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Icon } from '../ui/Icon.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { TextLines } from '../ui/TextLines.tsx';
import { markMatches } from './markMatches.tsx';
import { ParsedView } from './ParsedView.tsx';
import { useSectionLines } from './useSectionLines.ts';

const MATCHES = 1000;

/** One section: its lines as printed, a search in all of them, and what they mean beside it. */
export function SectionView({
  sid,
  node,
  netns,
  namespace,
  section,
  line,
}: {
  sid: string;
  node: string;
  netns: string;
  namespace: NamespaceSummary;
  section: SectionSummary;
  line: number | undefined;
}) {
  const address = { sid, node, netns, section: section.name };
  const text = useSectionLines(address, (line ?? 1) - 1);
  const navigate = useNavigate();
  const location = useLocation();
  const [typed, setTyped] = useState('');
  const sought = typed.trim();
  const search = useQuery({
    queryKey: ['section-search', sid, node, netns, section.name, sought],
    enabled: sought !== '',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await snapshotSource(sid)).searchSection(
        sid,
        node,
        section.name,
        { netns, q: sought, limit: MATCHES },
        { signal },
      ),
  });
  const goTo = (number: number) =>
    navigate({ pathname: location.pathname, search: location.search, hash: `#L${number}` }, { replace: true });
  const matches = sought === '' ? [] : (search.data?.matches ?? []);
  const at = matches.findIndex((m) => m.line === line);
  const step = (by: number) => {
    if (matches.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : matches.length - 1) : (at + by + matches.length) % matches.length;
    const match = matches[next];
    if (match) goTo(match.line);
  };
  // Enter may come before the matches do: it then means the first of them.
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    if (!waiting || search.isFetching || !search.data) return;
    setWaiting(false);
    step(1);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (search.isFetching) setWaiting(true);
    else step(event.shiftKey ? -1 : 1);
  };
  const total = search.data?.total ?? 0;
  return (
    <>
      <section className="stack-text" aria-labelledby="section-name">
        <div className="stack-head">
          <div className="stack-title">
            <h1 id="section-name">{section.name}</h1>
            <p className="stack-meaning">{sectionMeaning(section.name)}</p>
            <p className="t2">
              <code>{section.command}</code>
              <span>
                {netns === 'host' ? 'host namespace' : namespace.label}, {section.lines.toLocaleString('en')} lines
                {section.status === 0 ? '' : `, exit status ${section.status}`}
              </span>
            </p>
          </div>
          <CopyButton text={section.command} label="Copy command" />
        </div>
        {section.truncated ? (
          <p className="stack-cut">
            This section was cut short when it was collected: what follows its end is not known.
          </p>
        ) : null}
        <div className="stack-search">
          <SearchField
            label="Search in this section"
            placeholder="Search in this section"
            value={typed}
            onChange={setTyped}
            onKeyDown={onKeyDown}
          />
          <span className="t3 num" aria-live="polite">
            {sought === '' || search.isFetching
              ? ''
              : total === 0
                ? 'no line has it'
                : `${at >= 0 ? `${at + 1} of ` : ''}${total.toLocaleString('en')} lines`}
          </span>
          <button
            type="button"
            className="btn small square"
            aria-label="Previous match"
            disabled={matches.length === 0}
            onClick={() => step(-1)}
          >
            <Icon name="left" size={13} />
          </button>
          <button
            type="button"
            className="btn small square"
            aria-label="Next match"
            disabled={matches.length === 0}
            onClick={() => step(1)}
          >
            <Icon name="right" size={13} />
          </button>
        </div>
        {text.error ? <ErrorBox error={text.error} /> : null}
        {section.lines === 0 ? (
          <p className="centre">This command printed nothing.</p>
        ) : (
          <TextLines
            label={`Lines of ${section.name}`}
            count={section.lines}
            line={text.line}
            current={line}
            onRange={text.onRange}
            onPick={goTo}
            decorate={(words) => markMatches(words, sought)}
          />
        )}
      </section>
      <ParsedView name={section.name} chunks={text.loaded} line={line} onPick={goTo} />
    </>
  );
}
