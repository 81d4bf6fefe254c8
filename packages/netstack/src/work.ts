/** Futures beyond which the answer is `unknown`: nobody could tell them apart, and time is bounded. */
export const MAX_FUTURES = 2_000;

/**
 * What a conversation may still cost. The one mutable thing of the netstack: all futures of a conversation share it, in an order that is
 * always the same, so that the whole ends in bounded time whatever a snapshot holds. A unit is about a microsecond or less: a rule that is
 * asked, a line of a trace that is copied, a device that is crossed.
 */
export type Work = { left: number };

/** The seven packets of a TCP conversation through a chain of a million rules that no index shortens, with room to spare. */
const UNITS = 10_000_000;
/** Entering a namespace costs as much as so many rules: routes, neighbours and devices are looked up. */
export const CROSSING = 20;

export const newWork = (): Work => ({ left: UNITS });

/** False: used up, and what was not finished stays unknown. */
export function spend(work: Work, units: number): boolean {
  work.left -= units;
  return work.left > 0;
}
