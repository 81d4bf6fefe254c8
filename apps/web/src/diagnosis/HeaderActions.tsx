import { useState } from 'react';
import { CopyItems, CopyWords, copyCommands, exportCommands, PictureItems } from '../share/ShareItems.tsx';
import { useCommands } from '../shell/useCommands.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import { ariaKeys } from '../ui/Keys.tsx';
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
    ...copyCommands(share),
    { id: 'copy-markdown', title: 'Copy as Markdown', icon: 'doc', run: share.copyMarkdown },
    ...exportCommands(share),
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
            <CopyWords said={share.said} words="Copy" />
          </button>
        }
      >
        <CopyItems share={share} />
        <MenuItem icon="doc" onSelect={share.copyMarkdown}>
          Markdown
        </MenuItem>
        <Redact share={share} />
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
        <PictureItems share={share} />
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
        <Redact share={share} />
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

/** One switch, in both menus: it holds for whatever is copied or saved. */
function Redact({ share }: { share: ReturnType<typeof useShare> }) {
  return (
    <>
      <MenuLine />
      <MenuCheck checked={share.redact} onChange={share.setRedact} note="names and addresses become pseudonyms">
        Redact
      </MenuCheck>
    </>
  );
}
