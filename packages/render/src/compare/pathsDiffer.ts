import type { Diagnosis } from '@skoop/model';
import { buildComparedView } from './buildComparedView.ts';

/** Whether any place on the way there or back is not alike. */
export const pathsDiffer = (before: Diagnosis, after: Diagnosis): boolean =>
  (['request', 'reply'] as const).some((direction) =>
    buildComparedView(before, after, direction).stops.some((s) => s.change !== undefined),
  );
