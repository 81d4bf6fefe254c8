import { type Layout, layoutPath, type PathView, pageSizes, type Sizes } from '@skoop/render';
import type { Size } from './viewport.ts';

const TIGHT: Partial<Sizes> = { gap: 19, wideGap: 35, underlayGap: 16, track: 26, bottom: 10, head: 34 };
const LOOSE: Partial<Sizes> = { gap: 34, wideGap: 56 };
/** Letters keep their size down to here; a picture that would need less gets smaller gaps first. */
const COMFORTABLE = 0.93;
const WIDEST_PAD = 56;

/** The layout for the room there is: gaps give way before letters do, and lanes spread over the width. */
export function layoutFor(view: PathView, room: Size): Layout {
  // A name beside a badge and a mark needs more than the usual card.
  const crowded = view.cards.some((c) => c.badge !== '' && (c.gap || c.suspicions.length > 0));
  const usual: Sizes = crowded ? { ...pageSizes, cardWidth: 216, podWidth: 224 } : pageSizes;
  const normal = layoutPath(view, usual);
  if (room.width === 0) return normal;
  const high = room.height / normal.height;
  const base = high < COMFORTABLE ? { ...usual, ...TIGHT } : high > 1.3 ? { ...usual, ...LOOSE } : usual;
  const first = base === usual ? normal : layoutPath(view, base);
  const zoom = Math.min(1.25, Math.max(0.85, Math.min(room.width / first.width, room.height / first.height)));
  const spare = room.width / zoom - 24 - first.width;
  const pad = Math.min(WIDEST_PAD, base.lanePad + spare / (2 * Math.max(1, first.lanes.length)));
  return pad <= base.lanePad + 1 ? first : layoutPath(view, { ...base, lanePad: Math.floor(pad) });
}
