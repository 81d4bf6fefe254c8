import { useEffect, useRef } from 'react';
import { type ShortcutId, shortcutOf } from './shortcuts.ts';

const STORED = 'skoop.single-keys';

/** Single-letter shortcuts can be switched off (WCAG 2.1.4): speech input types letters. */
export const singleKeysOn = (): boolean => {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
};
export const setSingleKeys = (on: boolean): void => {
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // No storage: the choice lasts as long as the page.
  }
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type);

/** Handlers of the shortcuts that work while the calling component is on the page. */
export function useShortcuts(handlers: Readonly<Partial<Record<ShortcutId, () => void>>>): void {
  const current = useRef(handlers);
  current.current = handlers;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const found = shortcutOf(event);
      if (!found) return;
      const single = !found.key.startsWith('ctrl+');
      if (single && (!singleKeysOn() || isTyping(event.target))) return;
      // A dialog or menu that is open has the keyboard.
      if (single && document.querySelector('dialog[open], [role="menu"]')) return;
      const handler = current.current[found.id];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
