import type { SectionText } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import { recordFields } from './recordFields.ts';

/** What the lines in sight mean: the record of the chosen line in full, the ones around it in short. */
export function ParsedView({
  name,
  chunks,
  line,
  onPick,
}: {
  name: string;
  chunks: readonly SectionText[];
  line: number | undefined;
  onPick: (line: number) => void;
}) {
  const chunk = chunks.find((c) => line !== undefined && line >= c.from && line < c.from + c.text.length) ?? chunks[0];
  const { data: records } = useQuery({
    queryKey: ['parsed', name, chunk?.node, chunk?.netns, chunk?.from, chunk?.text.length, chunk?.bytes],
    enabled: chunk !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { parseSection } = await import('./parseSection.ts');
      return chunk ? parseSection(name, chunk.text, chunk.from) : [];
    },
  });
  if (!records || records.length === 0) return null;
  const chosen = line === undefined ? undefined : records.findLast((r) => r.line <= line && r.last >= line);
  const around = chosen ? records.indexOf(chosen) : 0;
  const near = records.slice(Math.max(0, around - 4), around + 30);
  return (
    <aside className="parsed" aria-label="What it means">
      {chosen ? (
        <>
          <h2>Line {chosen.line}</h2>
          <dl>
            {recordFields(chosen.record).map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
      <h2>{chosen ? 'Around it' : 'What it says'}</h2>
      <ol>
        {near.map((r) => (
          <li key={r.line} aria-current={r === chosen ? 'true' : undefined}>
            <button type="button" onClick={() => onPick(r.line)}>
              <span className="t3 num">L{r.line}</span>
              <span className="cut">{r.title}</span>
            </button>
          </li>
        ))}
      </ol>
    </aside>
  );
}
