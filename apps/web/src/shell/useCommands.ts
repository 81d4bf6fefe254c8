import { useEffect, useRef } from 'react';
import { addCommands, type PaletteCommand } from './paletteCommands.ts';

/** Puts commands into the palette while the calling component is on the page. */
export function useCommands(commands: readonly PaletteCommand[]): void {
  const source = useRef({ commands });
  source.current.commands = commands;
  useEffect(() => addCommands(source.current), []);
}
