import type { Branch } from './branches.ts';
import { ROWS } from './pathView.ts';
import type { Stop } from './stops.ts';

/** A stop with its place in the picture. */
export type Placed = Stop & {
  readonly column: string;
  readonly heading: 'down' | 'up';
  readonly sub: number;
  readonly card: string;
};

const rank = (s: Stop): number => ROWS.indexOf(s.row);

/**
 * Puts the stops of a branch into columns. A packet that starts in a lane goes down, one that comes from another lane goes up; where it
 * turns inside a lane a new column begins. Equal ways give equal ids, so that branches meet in the same cards.
 */
export function placeStops(branch: Branch): readonly Placed[] {
  const visits = new Map<string, number>();
  const out: Placed[] = [];
  let run = 0;
  let heading: 'down' | 'up' = 'down';
  let sub = 0;
  branch.stops.forEach((stop, i) => {
    const last = branch.stops[i - 1];
    if (!last || last.lane !== stop.lane) {
      visits.set(stop.lane, (visits.get(stop.lane) ?? -1) + 1);
      run = 0;
      sub = 0;
      heading = last ? 'up' : 'down';
    } else {
      const step = rank(stop) - rank(last);
      const wrong = heading === 'down' ? step < 0 : step > 0;
      sub = step === 0 ? sub + 1 : 0;
      if (wrong) {
        run++;
        heading = heading === 'down' ? 'up' : 'down';
      }
    }
    const column = `${stop.lane}#${visits.get(stop.lane) ?? 0}.${run}`;
    const netns = stop.netns === 'host' || stop.netns === 'external' ? '' : `${stop.netns}/`;
    out.push({ ...stop, column, heading, sub, card: `${column}/${netns}${stop.key}` });
  });
  return out;
}
