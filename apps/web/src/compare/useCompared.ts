import type { DiagnosisRecord } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Direction } from '../diagnosis/selection.ts';
import {
  type ComparedSelection,
  type ComparedViews,
  comparedViews,
  readComparedSelection,
} from './comparedSelection.ts';

export type ComparedSide = { readonly record: DiagnosisRecord; readonly diagnosis: Diagnosis };

/** What every part of the page reads: both sides, their common picture, and what is selected. */
export type Compared = {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly views: ComparedViews;
  readonly selection: ComparedSelection;
  readonly select: (change: { readonly direction?: Direction; readonly hop?: number }) => void;
};

/** The selection stands in the URL, so that back, reload and a shared link show the same. */
export function useCompared(before: ComparedSide, after: ComparedSide): Compared {
  const [params, setParams] = useSearchParams();
  const views = useMemo(() => comparedViews(before.diagnosis, after.diagnosis), [before.diagnosis, after.diagnosis]);
  const selection = readComparedSelection(params, before.diagnosis, after.diagnosis, views);
  const select: Compared['select'] = ({ direction, hop }) => {
    const next = new URLSearchParams(params);
    if (direction !== undefined) {
      next.set('dir', direction);
      if (direction !== selection.direction) next.delete('hop');
    }
    if (hop !== undefined) {
      next.set('dir', selection.direction);
      next.set('hop', String(hop));
    }
    setParams(next, { replace: true, preventScrollReset: true });
  };
  return { before, after, views, selection, select };
}
