import { useState } from 'react';
import { Dialog } from '../ui/Dialog.tsx';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';
import { setSingleKeys, singleKeysOn } from './useShortcuts.ts';

const GROUPS: readonly Shortcut['group'][] = ['Diagnosis', 'Everywhere'];

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useState(singleKeysOn);
  const toggle = (value: boolean) => {
    setSingleKeys(value);
    setOn(value);
  };
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard">
      <div className="dialog-body">
        <div className="keys-grid">
          {GROUPS.map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <ul>
                {SHORTCUTS.filter((s) => s.group === group).map((s) => (
                  <li key={s.id}>
                    {s.does}
                    <kbd>{s.shown}</kbd>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        <label className="check keys-foot">
          <input type="checkbox" checked={on} onChange={(event) => toggle(event.target.checked)} />
          Single keys work without Ctrl. Switch this off if you speak to your computer.
        </label>
      </div>
    </Dialog>
  );
}
