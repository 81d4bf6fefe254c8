import { useState } from 'react';
import { useCommands } from '../shell/useCommands.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import { ariaKeys, Keys } from '../ui/Keys.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
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
    { id: 'copy-link', title: 'Copy the link', icon: 'link', shortcut: 'copy-link', run: share.copyLink },
    {
      id: 'copy-picture',
      title: 'Copy picture and text',
      icon: 'picture',
      shortcut: 'copy-picture',
      run: share.copyPicture,
    },
    { id: 'save-png', title: 'Export PNG', icon: 'download', run: share.savePng },
    { id: 'save-svg', title: 'Export SVG', icon: 'download', run: share.saveSvg },
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
            <Icon name={share.said ? 'check' : 'picture'} size={15} />
            {share.said || 'Share'}
            <Icon name="down" size={12} />
          </button>
        }
      >
        <MenuItem
          icon="picture"
          onSelect={share.copyPicture}
          end={<Keys of="copy-picture" />}
          note="for a chat or a ticket"
        >
          Copy picture and text
        </MenuItem>
        <MenuItem
          icon="link"
          onSelect={share.copyLink}
          end={<Keys of="copy-link" />}
          note="shows exactly this, selection included"
        >
          Copy the link
        </MenuItem>
        <MenuItem icon="copy" onSelect={share.copyText}>
          Copy as text
        </MenuItem>
        <MenuItem icon="download" onSelect={share.savePng} note="twice the size, sharp everywhere">
          Save as PNG
        </MenuItem>
        <MenuItem icon="download" onSelect={share.saveSvg}>
          Save as SVG
        </MenuItem>
      </Menu>
    </div>
  );
}
