import { useRef } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { useFileOpener } from './FileOpener.tsx';

/** The visible half of "drop a file anywhere": says that one can, and opens the file dialog. */
export function OpenFile() {
  const input = useRef<HTMLInputElement>(null);
  const open = useFileOpener();
  return (
    <div className="drop">
      <Icon name="file" size={26} />
      <div>
        <b>Drop a snapshot or a report here</b>
        or{' '}
        <button type="button" className="as-link" onClick={() => input.current?.click()}>
          choose a file
        </button>
        . It is read in this browser and sent nowhere, unless you say so.
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".gz,.tgz,.html,.json"
        aria-label="Snapshot or report"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) open(file);
        }}
      />
    </div>
  );
}
