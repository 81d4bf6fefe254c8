import { type ShortcutId, shortcut } from '../shell/shortcuts.ts';

/** A key as one sees it on the keyboard. */
export const KeyCap = ({ children }: { children: string }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: kbd takes no focus.
  <kbd aria-hidden="true">{children}</kbd>
);

/** The key of a shortcut, for the eye; `aria-keyshortcuts` on the control says it to everyone else. */
export function Keys({ of }: { of: ShortcutId }) {
  return <KeyCap>{shortcut(of).shown}</KeyCap>;
}

export const ariaKeys = (id: ShortcutId): string => shortcut(id).key.replace('ctrl+', 'Control+').toUpperCase();
