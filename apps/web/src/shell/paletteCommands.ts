import type { IconName } from '../ui/Icon.tsx';
import type { ShortcutId } from './shortcuts.ts';

/** One line of the command palette. Pages add theirs while they are shown. */
export type PaletteCommand = {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly icon?: IconName;
  readonly shortcut?: ShortcutId;
  readonly run: () => void;
};

const sources = new Set<{ commands: readonly PaletteCommand[] }>();

/** Commands of the page that is shown; the last page to come stands first. */
export const pageCommands = (): readonly PaletteCommand[] => [...sources].reverse().flatMap((s) => s.commands);

export function addCommands(source: { commands: readonly PaletteCommand[] }): () => void {
  sources.add(source);
  return () => {
    sources.delete(source);
  };
}

/** Commands whose title or note holds every word typed, those that start with it first. */
export function matching(commands: readonly PaletteCommand[], typed: string): readonly PaletteCommand[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const rank = (c: PaletteCommand): number => (c.title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return commands
    .filter((c) => {
      const text = `${c.title} ${c.note ?? ''}`.toLowerCase();
      return words.every((w) => text.includes(w));
    })
    .toSorted((a, b) => rank(a) - rank(b));
}
