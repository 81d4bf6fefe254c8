import type { PaletteCommand } from '../shell/paletteCommands.ts';
import { Icon } from '../ui/Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { MenuItem } from '../ui/Menu.tsx';

/** What every page with a picture lets one do with it. `said` is what just happened. */
export type Sharing = {
  readonly said: string;
  readonly copyLink: () => void;
  readonly copyPicture: () => void;
  readonly copyText: () => void;
  readonly savePng: () => void;
  readonly saveSvg: () => void;
};

export const copyCommands = ({ copyLink, copyPicture }: Sharing): readonly PaletteCommand[] => [
  { id: 'copy-link', title: 'Copy the link', icon: 'link', shortcut: 'copy-link', run: copyLink },
  {
    id: 'copy-picture',
    title: 'Copy picture and text',
    icon: 'picture',
    shortcut: 'copy-picture',
    run: copyPicture,
  },
];

export const exportCommands = ({ savePng, saveSvg }: Sharing): readonly PaletteCommand[] => [
  { id: 'save-png', title: 'Export PNG', icon: 'download', run: savePng },
  { id: 'save-svg', title: 'Export SVG', icon: 'download', run: saveSvg },
];

/** What a button that copies says; what just happened stands in its place for a moment. */
export function CopyWords({ said, words }: { said: string; words: string }) {
  return (
    <>
      <Icon name={said ? 'check' : 'picture'} size={15} />
      {said || words}
      <Icon name="down" size={12} />
    </>
  );
}

/** The first items of a menu that copies. */
export function CopyItems({ share }: { share: Sharing }) {
  return (
    <>
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
      <MenuItem icon="copy" onSelect={share.copyText}>
        Plain text
      </MenuItem>
    </>
  );
}

/** The first items of a menu that saves. */
export function PictureItems({ share }: { share: Sharing }) {
  return (
    <>
      <MenuItem icon="picture" onSelect={share.savePng} note="twice the size, sharp everywhere">
        PNG
      </MenuItem>
      <MenuItem icon="picture" onSelect={share.saveSvg}>
        SVG
      </MenuItem>
    </>
  );
}
