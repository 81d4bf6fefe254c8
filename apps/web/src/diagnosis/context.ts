import type { DiagnosisRecord } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { createContext, useContext } from 'react';
import type { Selection, SelectionChange, Views } from './selection.ts';

/** What every part of the diagnosis page reads: the record, its views, and what is selected. */
export type DiagnosisContext = {
  readonly record: DiagnosisRecord;
  readonly diagnosis: Diagnosis;
  readonly views: Views;
  readonly selection: Selection;
  readonly select: (change: SelectionChange) => void;
};

export const DiagnosisProvider = createContext<DiagnosisContext | undefined>(undefined);

export function useDiagnosis(): DiagnosisContext {
  const value = useContext(DiagnosisProvider);
  if (!value) throw new Error('used outside a diagnosis');
  return value;
}
