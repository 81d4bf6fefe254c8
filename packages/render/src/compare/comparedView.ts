import type { Change, HopView, PathView } from '../view/pathView.ts';

/** One place of a comparison, with the packet's way through it on each side. */
export type ComparedStop = {
  /** 1-based in the order of the packet; the number on the card. */
  readonly number: number;
  readonly card: string;
  /** `eth0 on node-2`. */
  readonly title: string;
  readonly change?: Change;
  /** What differs, short: `dropped at filter/INPUT, now passes`. */
  readonly difference?: string;
  readonly before?: HopView;
  readonly after?: HopView;
};

/** Two diagnoses as one picture of one direction, drawn by the same layout as one of them. */
export type ComparedView = {
  readonly path: PathView;
  readonly stops: readonly ComparedStop[];
};
