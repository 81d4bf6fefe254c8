import type { LinkRecord } from '@skoop/model';
import { drop, type Fates, type Journey } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';

/** Deaths that every uninvolved receiver of a flooded frame gives it. */
const UNINTERESTED = new Set(['OTHERHOST', 'NO_TX_TARGET', 'NEIGH_FAILED']);

const isUninterested = (fates: Fates): boolean =>
  fates.every(({ value: f }) => f.kind === 'dropped' && (UNINTERESTED.has(f.reason) || f.stage === 'neigh/resolve'));

/**
 * Copies of one frame. The copy that somebody takes is the one that counts; if nobody does, the first death stands for all
 * ("a flooded frame that dies in several namespaces is reported once").
 */
export function floodTo(j: Journey, bridge: LinkRecord, copies: readonly (() => Fates)[]): Fates {
  let first: Fates | undefined;
  for (const copy of copies) {
    const fates = copy();
    if (!isUninterested(fates)) return fates;
    first ??= fates;
  }
  return (
    first ??
    drop(j, {
      stage: 'bridge/fdb',
      reason: 'NOT_SPECIFIED',
      device: bridge.name,
      at: devicePlace(bridge, bridge.name),
      sentence: [`no port of ${bridge.name} takes the frame`],
    })
  );
}
