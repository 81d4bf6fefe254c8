import { useState } from 'react';
import { useCommands } from '../shell/useCommands.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import { ariaKeys, Keys } from '../ui/Keys.tsx';
import { Menu, MenuCheck, MenuItem, MenuLine } from '../ui/Menu.tsx';
import { useDiagnosis } from './context.ts';
import { useRerun } from './useRerun.ts';
import { useShare } from './useShare.ts';

/** Copy, export, ask again. */
export function HeaderActions() {
  const { record } = useDiagnosis();
  const rerun = useRerun(record.id);
  const share = useShare();
  const [exporting, setExporting] = useState(false);
  const canRerun = record.snapshot !== undefined && record.request !== undefined;
  useShortcuts({
    'copy-link': share.copyLink,
    'copy-picture': share.copyPicture,
    export: () => setExporting(true),
    rerun: () => canRerun && rerun.mutate(),
  });
  useCommands([
    { id: 'copy-link', title: 'Copy the link', icon: 'link', shortcut: 'copy-link', run: share.copyLink },
    {
      id: 'copy-picture',
      title: 'Copy picture and text',
      icon: 'picture',
      shortcut: 'copy-picture',
      run: share.copyPicture,
    },
    { id: 'copy-markdown', title: 'Copy as Markdown', icon: 'doc', run: share.copyMarkdown },
    { id: 'save-png', title: 'Export PNG', icon: 'download', run: share.savePng },
    { id: 'save-svg', title: 'Export SVG', icon: 'download', run: share.saveSvg },
    { id: 'save-html', title: 'Export HTML report', icon: 'download', run: share.saveReport },
    { id: 'save-md', title: 'Export Markdown', icon: 'download', run: share.saveMarkdown },
    { id: 'save-json', title: 'Export JSON', icon: 'download', run: share.saveJson },
    ...(canRerun
      ? [{ id: 'rerun', title: 'Re-run', icon: 'rerun', shortcut: 'rerun', run: () => rerun.mutate() } as const]
      : []),
  ]);
  return (
    <div className="actions">
      <span className="sr" aria-live="polite">
        {share.said}
      </span>
      <Menu
        trigger={
          <button type="button" className="btn">
            <Icon name={share.said ? 'check' : 'picture'} size={15} />
            {share.said || 'Copy'}
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
          Picture and text
        </MenuItem>
        <MenuItem
          icon="link"
          onSelect={share.copyLink}
          end={<Keys of="copy-link" />}
          note="shows exactly this, selection included"
        >
          Link
        </MenuItem>
        <MenuItem icon="doc" onSelect={share.copyMarkdown}>
          Markdown
        </MenuItem>
        <MenuItem icon="copy" onSelect={share.copyText}>
          Plain text
        </MenuItem>
        <MenuLine />
        <MenuCheck checked={share.redact} onChange={share.setRedact} note="names and addresses become pseudonyms">
          Redact
        </MenuCheck>
      </Menu>
      <Menu
        open={exporting}
        onOpenChange={setExporting}
        trigger={
          <button type="button" className="btn" aria-keyshortcuts={ariaKeys('export')}>
            Export
            <Icon name="down" size={12} />
          </button>
        }
      >
        <MenuItem icon="picture" onSelect={share.savePng} note="twice the size, sharp everywhere">
          PNG
        </MenuItem>
        <MenuItem icon="picture" onSelect={share.saveSvg}>
          SVG
        </MenuItem>
        <MenuItem icon="file" onSelect={share.saveReport} note="one file; opens without a network, and here again">
          HTML report
        </MenuItem>
        <MenuItem icon="doc" onSelect={share.saveMarkdown}>
          Markdown
        </MenuItem>
        <MenuItem icon="doc" onSelect={share.saveD2}>
          D2
        </MenuItem>
        <MenuItem icon="doc" onSelect={share.saveJson}>
          JSON
        </MenuItem>
        <MenuLine />
        <MenuCheck checked={share.redact} onChange={share.setRedact} note="names and addresses become pseudonyms">
          Redact
        </MenuCheck>
      </Menu>
      {canRerun ? (
        <button
          type="button"
          className="btn primary"
          aria-keyshortcuts={ariaKeys('rerun')}
          disabled={rerun.isPending}
          onClick={() => rerun.mutate()}
        >
          <Icon name="rerun" size={15} />
          Re-run
        </button>
      ) : null}
    </div>
  );
}
