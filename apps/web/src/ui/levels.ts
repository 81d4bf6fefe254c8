import type { Level } from '@skoop/model';
import type { GlyphKind } from '../ui/Glyph.tsx';

/** How a finding's level looks: warning has no colour of its own, only its triangle. */
export const LEVEL_LOOK: Readonly<Record<Level, readonly [GlyphKind, string]>> = {
  fatal: ['bad', 't-bad'],
  critical: ['bad', 't-bad'],
  warning: ['warn', ''],
  info: ['info', 't3'],
};
