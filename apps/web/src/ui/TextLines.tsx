import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

const LINE = 20;

/** Any number of lines of text with their numbers; only those in sight exist. */
export function TextLines({
  label,
  count,
  line,
  first = 1,
  current,
  decorate,
  onRange,
  onPick,
}: {
  label: string;
  count: number;
  /** Text of the line at an index from 0; undefined while it is being loaded. */
  line: (index: number) => string | undefined;
  /** Number of the line at index 0. */
  first?: number;
  /** Line number that is marked and brought into sight. */
  current?: number;
  /** The text of a line with marks in it. */
  decorate?: (text: string, number: number) => ReactNode;
  /** Tells which indices are in sight. */
  onRange?: (from: number, to: number) => void;
  /** Makes the line numbers buttons. */
  onPick?: (number: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
  });
  const items = rows.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(from, to), [from, to, onRange]);
  useEffect(() => {
    if (current !== undefined && count > 0)
      rows.scrollToIndex(Math.min(count - 1, Math.max(0, current - first)), { align: 'center' });
  }, [current, first, count, rows]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a named region would be one landmark too many.
    <div className="text-lines" ref={scroller} tabIndex={0} role="group" aria-label={label}>
      <div className="text-lines-all" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const number = item.index + first;
          const text = line(item.index);
          return (
            <div
              key={item.key}
              className={number === current ? 'text-line current' : 'text-line'}
              style={{ transform: `translateY(${item.start}px)` }}
              id={`L${number}`}
              aria-current={number === current ? 'true' : undefined}
            >
              {onPick ? (
                <button
                  type="button"
                  className="line-number"
                  tabIndex={-1}
                  aria-label={`Line ${number}`}
                  onClick={() => onPick(number)}
                >
                  {number}
                </button>
              ) : (
                <span className="line-number">{number}</span>
              )}
              <code>{text === undefined ? '' : decorate ? decorate(text, number) : text}</code>
            </div>
          );
        })}
      </div>
    </div>
  );
}
