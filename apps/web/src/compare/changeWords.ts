import type { ComparedStop } from '@skoop/render';

const SIDES = { changed: 'differs', 'only-before': 'reached only before', 'only-after': 'reached only after' } as const;

/** What differs at a place, in a few words. */
export const changeWords = ({ change, difference }: ComparedStop): string =>
  difference ?? (change ? SIDES[change] : 'alike');
