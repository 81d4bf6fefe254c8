import type { Card, Edge, Label, Lane, Row } from '../view/pathView.ts';
import type { Sizes } from './sizes.ts';

export type Point = readonly [x: number, y: number];
export type PlacedLane = {
  readonly lane: Lane;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
export type PlacedCard = {
  readonly card: Card;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
export type PlacedLabel = {
  readonly label: Label;
  readonly x: number;
  /** Middle of the line of text. */
  readonly y: number;
  readonly anchor: 'start' | 'end';
};
export type PlacedEdge = {
  readonly edge: Edge;
  /** Corners from the card left to the card entered; the arrow points at the last one. */
  readonly points: readonly Point[];
  readonly width: number;
  /** Where the end mark sits: a corner of `points`; up to it the line is solid. */
  readonly mark?: { readonly at: Point; readonly index: number; readonly side: 'left' | 'right' };
  readonly labels: readonly PlacedLabel[];
};

/** Positions of a PathView in px, origin at the upper left. */
export type Layout = {
  readonly sizes: Sizes;
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly PlacedLane[];
  readonly cards: readonly PlacedCard[];
  readonly edges: readonly PlacedEdge[];
  readonly rows: readonly { readonly row: Row | 'underlay'; readonly y: number }[];
  readonly underlay?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
};
