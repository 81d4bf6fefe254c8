import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { server } from '../data/client.ts';
import { summaryLine } from '../new/summaryLine.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { matching, type PaletteCommand, pageCommands } from './paletteCommands.ts';

const SHOWN_AT_MOST = 60;
const DIAGNOSES = 8;

/** Ctrl K: everything the page can do, and everywhere one can go. `more` adds what depends on the text typed. */
export function CommandPalette({
  open,
  onClose,
  common,
  more,
}: {
  open: boolean;
  onClose: () => void;
  common: readonly PaletteCommand[];
  more: (typed: string) => readonly PaletteCommand[];
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Find or run" bare>
      <PaletteBody onClose={onClose} common={common} more={more} />
    </Dialog>
  );
}

function PaletteBody({ onClose, common, more }: Omit<Parameters<typeof CommandPalette>[0], 'open'>) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const navigate = useNavigate();
  const sought = useDeferredValue(typed.trim());
  const { data: found } = useQuery({
    queryKey: ['history', 'palette', sought],
    queryFn: ({ signal }) => server.diagnoses.list({ q: sought, limit: DIAGNOSES }, { signal }),
    placeholderData: keepPreviousData,
  });
  const diagnoses = (found?.items ?? []).map((item): PaletteCommand => {
    const line = summaryLine(item);
    return {
      id: `d ${item.id}`,
      title: `${line.word}: ${line.from} to ${line.to}`,
      note: line.where.replaceAll('`', ''),
      icon: 'clock',
      run: () => navigate(`/d/${item.id}`),
    };
  });
  const commands = [...matching([...pageCommands(), ...common], typed), ...diagnoses, ...more(typed)].slice(
    0,
    SHOWN_AT_MOST,
  );
  const current = Math.min(active, commands.length - 1);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const run = (command: PaletteCommand | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      setActive((current + step + commands.length) % commands.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(commands[current]);
    }
  };
  return (
    <>
      <div className="palette-search">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={commands[current] ? `${listId}-${current}` : undefined}
          aria-label="Find or run"
          placeholder="Find a diagnosis, a page, a command"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="palette-list" role="listbox" id={listId} aria-label="Commands" ref={list}>
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works in the search field, which keeps the focus.
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            data-index={index}
            className="menu-item"
            onClick={() => run(command)}
            onPointerMove={() => setActive(index)}
          >
            <Icon name={command.icon ?? 'right'} />
            <span>
              {command.title}
              {command.note ? <small>{command.note}</small> : null}
            </span>
            {command.shortcut ? <Keys of={command.shortcut} /> : null}
          </div>
        ))}
      </div>
      {commands.length === 0 ? <p className="palette-empty">Nothing is called “{typed}”.</p> : null}
    </>
  );
}
