import type { Level } from '@skoop/model';
import { Glyph } from './Glyph.tsx';
import { LEVEL_LOOK } from './levels.ts';

/** The level of a finding: glyph and word. */
export function LevelWord({ level }: { level: Level }) {
  const [glyph, tone] = LEVEL_LOOK[level];
  return (
    <span className={`level ${tone}`}>
      <Glyph kind={glyph} size={16} />
      {level}
    </span>
  );
}
