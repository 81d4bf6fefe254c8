import type { LinkRecord } from '@skoop/model';
import { drop, type Fates, type Journey } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';
import { PROCESS_BEHIND } from './process-behind.ts';

/** Deaths that every uninvolved receiver of a flooded frame gives it. */
const UNINTERESTED = new Set(['OTHERHOST', 'NO_TX_TARGET', 'NEIGH_FAILED']);

const isUninterested = (fates: Fates): boolean =>
  fates.every(({ value: f }) => f.kind === 'dropped' && (UNINTERESTED.has(f.reason) || f.stage === 'neigh/resolve'));

/** A virtual machine hears what everybody hears; if somebody else takes it, that does not matter. */
const isForProcess = (fates: Fates): boolean =>
  fates.length > 0 && fates.every(({ value: f }) => f.kind === 'unknown' && f.gap.id === PROCESS_BEHIND);

/**
 * Copies of one frame. The copy that somebody takes is the one that counts; if nobody does, the first death stands for all
 * ("a flooded frame that dies in several namespaces is reported once").
 */
export function floodTo(j: Journey, bridge: LinkRecord, copies: readonly (() => Fates)[]): Fates {
  let first: Fates | undefined;
  let process: Fates | undefined;
  for (const copy of copies) {
    const fates = copy();
    if (isForProcess(fates)) process ??= fates;
    else if (!isUninterested(fates)) return fates;
    else first ??= fates;
  }
  return (
    process ??
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
