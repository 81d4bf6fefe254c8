/** Lengths of a picture in px. `page` is the web app's graph, `share` the exported picture. */
export type Sizes = {
  readonly gutter: number;
  readonly laneGap: number;
  readonly lanePad: number;
  readonly head: number;
  readonly pod: number;
  readonly card: number;
  readonly cardWidth: number;
  readonly podWidth: number;
  readonly cardGap: number;
  /** Font sizes: card name, fact, label, lane title, end mark. */
  readonly name: number;
  readonly fact: number;
  readonly label: number;
  readonly laneTitle: number;
  readonly markText: number;
  readonly icon: number;
  /** Half the distance of two strands. */
  readonly spread: number;
  readonly gap: number;
  readonly wideGap: number;
  readonly bottom: number;
  readonly underlayGap: number;
  readonly track: number;
  readonly arrow: number;
  readonly disc: number;
  readonly pillGlyph: number;
  /** Everything drawn with a pen is this much thicker and rounder. */
  readonly scale: number;
};

/** Room on a card that name and fact do not get: icon, insets, number and a sign. */
export const cardFurniture = (k: Sizes): number => k.icon + (12 + 9 + 11 + 24) * k.scale;

export const pageSizes: Sizes = {
  gutter: 84,
  laneGap: 20,
  lanePad: 16,
  head: 38,
  pod: 44,
  card: 40,
  cardWidth: 184,
  podWidth: 200,
  cardGap: 16,
  name: 13,
  fact: 11,
  label: 11.5,
  laneTitle: 13.5,
  markText: 13,
  icon: 17,
  spread: 13,
  gap: 27,
  wideGap: 44,
  bottom: 14,
  underlayGap: 24,
  track: 32,
  arrow: 8,
  disc: 14,
  pillGlyph: 7.5,
  scale: 1,
};

export const shareSizes: Sizes = {
  gutter: 92,
  laneGap: 20,
  lanePad: 18,
  head: 52,
  pod: 52,
  card: 48,
  cardWidth: 242,
  podWidth: 258,
  cardGap: 18,
  name: 17.5,
  fact: 14.5,
  label: 15.5,
  laneTitle: 22,
  markText: 23,
  icon: 21,
  spread: 16,
  gap: 30,
  wideGap: 56,
  bottom: 16,
  underlayGap: 24,
  track: 40,
  arrow: 11,
  disc: 21,
  pillGlyph: 10.5,
  scale: 1.3,
};
