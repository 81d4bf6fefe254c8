import type { HopView } from '@skoop/render';
import { Glyph, type GlyphKind } from './Glyph.tsx';

const OUTCOMES: Readonly<Record<HopView['outcome'], readonly [GlyphKind, string]>> = {
  passed: ['ok', 'passed on'],
  delivered: ['ok', 'delivered'],
  dropped: ['bad', 'dropped'],
  unknown: ['unk', 'unknown'],
};

/** How a packet fared at one place; undefined: it did not come there. */
export function OutcomePill({ outcome }: { outcome: HopView['outcome'] | undefined }) {
  const [glyph, word]: readonly [GlyphKind, string] = outcome ? OUTCOMES[outcome] : ['ring', 'not reached'];
  return (
    <span className={`pill ${glyph}`}>
      <Glyph kind={glyph} size={15} />
      {word}
    </span>
  );
}
