import type { DiagnosisSummary } from '@skoop/api';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Ago } from '../ui/Ago.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { summaryLine } from './summaryLine.ts';

/** Stored diagnoses as rows: verdict, question, where it breaks, when, in which cluster. */
export function RecordList({
  items,
  action,
}: {
  items: readonly DiagnosisSummary[];
  action?: (item: DiagnosisSummary) => ReactNode;
}) {
  return (
    <ol className="records">
      {items.map((item) => {
        const line = summaryLine(item);
        return (
          <li key={item.id}>
            <Link to={`/d/${item.id}`}>
              <Glyph kind={line.glyph} size={18} />
              <span className={`word ${line.tone}`}>
                {line.word}
                {line.note ? <small>{line.note}</small> : null}
              </span>
              <span className="about cut">
                <span className="asked cut">
                  <b>{line.from}</b> to <b>{line.to}</b>
                </span>
                <span className="where cut">
                  {line.where.replaceAll('`', '')}
                  {item.askedBy ? `, asked by ${item.askedBy}` : ''}
                </span>
              </span>
              <span className="when">
                <Ago time={item.finishedAt ?? item.createdAt} />
                {item.cluster ? (
                  <small className="cut" title={`Cluster ${item.cluster}`}>
                    {item.cluster}
                  </small>
                ) : null}
              </span>
            </Link>
            {action?.(item)}
          </li>
        );
      })}
    </ol>
  );
}
