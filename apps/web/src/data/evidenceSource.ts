import { createContext, useContext } from 'react';

/** Snapshot that evidence on the page points into; undefined: it is not there any more. */
export const EvidenceSource = createContext<string | undefined>(undefined);
export const useEvidenceSource = (): string | undefined => useContext(EvidenceSource);
