import { ApiError } from '@skoop/api';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { server } from '../data/client.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Icon } from '../ui/Icon.tsx';
import { fileKind } from './fileKind.ts';

const Opener = createContext<(file: File) => void>(() => undefined);

/** Opens a dropped or chosen file: a report at once, a snapshot after asking where. */
export const useFileOpener = () => useContext(Opener);

/** A file may be dropped anywhere on the page. */
export function FileOpenerProvider({ children }: { children: ReactNode }) {
  const [file, setFile] = useState<File>();
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setHovering(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setHovering(false);
      setFile(event.dataTransfer?.files[0]);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  return (
    <Opener value={setFile}>
      {children}
      {hovering ? (
        <div className="drop-veil">
          Drop it
          <p>A snapshot (.tar.gz) or a report (.html, .json). Nothing is sent before you say so.</p>
        </div>
      ) : null}
      {file ? <OpenDialog file={file} onClose={() => setFile(undefined)} /> : null}
    </Opener>
  );
}

function OpenDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const kind = fileKind(file.name);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<unknown>();
  const run = (words: string, act: () => Promise<string>) => async () => {
    setBusy(words);
    setError(undefined);
    try {
      const target = await act();
      await client.invalidateQueries({ queryKey: ['snapshots'] });
      await client.invalidateQueries({ queryKey: ['history'] });
      onClose();
      navigate(target);
    } catch (cause) {
      setBusy('');
      setError(cause);
    }
  };
  const keep = run('Reading the file', async () => {
    const { openLocally } = await import('./openLocally.ts');
    return openLocally(file);
  });
  const send = run('Sending the file', async () => {
    if (kind === 'snapshot') {
      const snapshot = await server.snapshots.upload(file);
      return `/?snapshot=${encodeURIComponent(snapshot.id)}`;
    }
    const record = await server.diagnoses.import(file, file.name.endsWith('.json') ? 'application/json' : 'text/html');
    return `/d/${record.id}`;
  });
  return (
    <Dialog open onClose={busy ? () => undefined : onClose} title={`Open ${file.name}`}>
      <div className="dialog-body open-dialog">
        {kind === undefined ? (
          <p>
            This is neither a snapshot (<code>.tar.gz</code>) nor a report (<code>.html</code>, <code>.json</code>).
          </p>
        ) : (
          <>
            {/* biome-ignore lint/a11y/noAutofocus: the dialog's first choice, which also sends nothing. */}
            <button type="button" className="choice" onClick={keep} disabled={busy !== ''} autoFocus>
              <Icon name="lock" size={20} />
              <span>
                <b>Keep it in this browser</b>
                {kind === 'snapshot'
                  ? 'Read and diagnosed here. The server does not see it; links to it work only here.'
                  : 'Shown here. The server does not see it; its link works only here.'}
              </span>
            </button>
            <button type="button" className="choice" onClick={send} disabled={busy !== ''}>
              <Icon name="node" size={20} />
              <span>
                <b>Send it to the server</b>
                Stored there; everybody who reaches this server can open it.
              </span>
            </button>
          </>
        )}
        <p aria-live="polite" className="t2">
          {busy}
        </p>
        {error ? <ErrorBox error={readable(error)} otherwise={NOT_OPENED} /> : null}
      </div>
    </Dialog>
  );
}

const NOT_OPENED = { title: 'This file cannot be opened', hint: '' };

/** What this browser itself says of the file stands under the dialog's own words; of the server's answer its title belongs to it. */
function readable(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error instanceof Error ? error : new Error('The file could not be read.');
  return error.id === 'local' ? new Error(`${error.problem.detail} ${error.problem.hint}`) : error;
}
