import { Popover } from 'radix-ui';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useEndpoints } from '../data/endpoints.ts';
import { Icon } from '../ui/Icon.tsx';
import { usePopupHost } from '../ui/usePopupHost.ts';
import { ASKED_ICON, ASKED_WORD, asked } from './asked.ts';
import { Marked } from './Marked.tsx';
import { type PickRow, pickRows } from './pickRows.ts';

/** One place of the question: a button that says it, and a search that finds another among ten thousand. */
export function EndpointPicker({
  snapshot,
  value,
  onChange,
  label,
  kinds,
  invalid,
  placeholder,
  autoFocus = false,
}: {
  snapshot: string | undefined;
  value: string;
  onChange: (ask: string) => void;
  /** `Source`, `Destination`. */
  label: string;
  /** Kinds that are offered, in this order. */
  kinds: readonly PickRow['group'][];
  invalid?: string;
  placeholder: string;
  autoFocus?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const host = usePopupHost();
  const shown = value === '' ? undefined : asked(value);
  const take = (ask: string) => {
    onChange(ask);
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="field grow"
          aria-label={`${label}: ${shown ? `${ASKED_WORD[shown.kind]} ${shown.label}` : placeholder}`}
          aria-invalid={invalid ? true : undefined}
          title={shown?.label}
          // biome-ignore lint/a11y/noAutofocus: the form is what the page is for; nothing stands before it.
          autoFocus={autoFocus}
        >
          <Icon name={shown ? ASKED_ICON[shown.kind] : 'search'} size={17} />
          {shown ? (
            <>
              <span className="kind">{ASKED_WORD[shown.kind]}</span>
              <span className="value cut">{shown.label}</span>
            </>
          ) : (
            <span className="hint cut">{placeholder}</span>
          )}
          <Icon name="down" size={14} />
        </button>
      </Popover.Trigger>
      <Popover.Portal container={host}>
        <Popover.Content className="pick" align="start" sideOffset={8} collisionPadding={12} aria-label={label}>
          <PickList snapshot={snapshot} label={label} kinds={kinds} take={take} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function PickList({
  snapshot,
  label,
  kinds,
  take,
}: {
  snapshot: string | undefined;
  label: string;
  kinds: readonly PickRow['group'][];
  take: (ask: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const sought = useDeferredValue(typed.trim());
  const { options, total, searching } = useEndpoints(snapshot, sought, kinds);
  const rows = pickRows(options, typed, kinds);
  const current = Math.min(active, rows.length - 1);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && rows.length > 0) {
      event.preventDefault();
      setActive((current + step + rows.length) % rows.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const row = rows[current];
      if (row) take(row.ask);
    }
  };
  return (
    <>
      <div className="pick-search">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={rows[current] ? `${listId}-${current}` : undefined}
          aria-autocomplete="list"
          aria-label={`${label}: search`}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <small>name, namespace, label, IP</small>
      </div>
      <div className="pick-list" role="listbox" id={listId} aria-label={label} ref={list}>
        {rows.map((row, index) => (
          <div key={row.ask} role="presentation">
            {row.group !== rows[index - 1]?.group ? <h3 role="presentation">{row.title}</h3> : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works in the search field, which keeps the focus. */}
            <div
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              data-index={index}
              className="pick-option"
              onClick={() => take(row.ask)}
              onPointerMove={() => setActive(index)}
            >
              <Icon name={row.icon} />
              <b className="cut" title={row.name}>
                {row.group === 'other' ? row.name : <Marked text={row.name} words={sought} />}
              </b>
              <span className="about cut">{row.about}</span>
            </div>
          </div>
        ))}
      </div>
      {rows.length === 0 ? (
        <p className="pick-none">{searching ? 'Searching' : snapshot ? 'Nothing found.' : 'No cluster is open.'}</p>
      ) : null}
      <div className="pick-foot">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span>
          <kbd>Enter</kbd> take
        </span>
        <span>
          <kbd>Esc</kbd> close
        </span>
        <span className="push" aria-live="polite">
          {total > options.length ? `best ${options.length} of ${total.toLocaleString('en')}` : ''}
        </span>
      </div>
    </>
  );
}
