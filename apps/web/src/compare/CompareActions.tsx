import { useCommands } from '../shell/useCommands.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import type { Compared } from './useCompared.ts';

/** Change sides; more to come with the picture. */
export function CompareActions({ onSwap }: { compared: Compared; onSwap: () => void }) {
  useShortcuts({});
  useCommands([{ id: 'swap-sides', title: 'Swap before and after', icon: 'swap', run: onSwap }]);
  return (
    <div className="actions">
      <button type="button" className="btn" onClick={onSwap}>
        <Icon name="swap" size={15} />
        Swap sides
      </button>
    </div>
  );
}
