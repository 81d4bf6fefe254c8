import { useState } from 'react';
import { CopyItems, CopyWords, copyCommands, exportCommands, PictureItems } from '../share/ShareItems.tsx';
import { useCommands } from '../shell/useCommands.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import { ariaKeys } from '../ui/Keys.tsx';
import { Menu, MenuLabel } from '../ui/Menu.tsx';
import type { Compared } from './useCompared.ts';
import { useComparedShare } from './useComparedShare.ts';

/** Change sides, copy, export. */
export function CompareActions({ compared, onSwap }: { compared: Compared; onSwap: () => void }) {
  const share = useComparedShare(compared);
  const [exporting, setExporting] = useState(false);
  useShortcuts({
    'swap-sides': onSwap,
    'copy-link': share.copyLink,
    'copy-picture': share.copyPicture,
    export: () => setExporting(true),
  });
  useCommands([
    { id: 'swap-sides', title: 'Swap before and after', icon: 'swap', shortcut: 'swap-sides', run: onSwap },
    ...copyCommands(share),
    ...exportCommands(share),
  ]);
  return (
    <div className="actions">
      <span className="sr" aria-live="polite">
        {share.said}
      </span>
      <button type="button" className="btn" aria-keyshortcuts={ariaKeys('swap-sides')} onClick={onSwap}>
        <Icon name="swap" size={15} />
        Swap sides
      </button>
      <Menu
        open={exporting}
        onOpenChange={setExporting}
        trigger={
          <button type="button" className="btn" aria-keyshortcuts={ariaKeys('export')}>
            <CopyWords said={share.said} words="Share" />
          </button>
        }
      >
        <MenuLabel>Copy</MenuLabel>
        <CopyItems share={share} />
        <MenuLabel>Save</MenuLabel>
        <PictureItems share={share} />
      </Menu>
    </div>
  );
}
