import type { Client } from '@skoop/api';
import { server } from './client.ts';

/** What the pages read of a snapshot, wherever it is. */
export type SnapshotSource = Pick<
  Client['snapshots'],
  'get' | 'endpoints' | 'nodes' | 'node' | 'section' | 'searchSection'
>;
/** What the pages do with diagnoses, wherever they are made. */
export type DiagnosisSource = Pick<
  Client['diagnoses'],
  'create' | 'get' | 'cancel' | 'rerun' | 'whatIf' | 'compare' | 'watch'
>;

/** Ids of what was opened in this browser and not sent to the server. */
export const isLocal = (id: string): boolean => id.startsWith('local-');

const local = () => import('../local/localSource.ts');

/** The server's snapshots by their id, and those that only this browser has. */
export const snapshotSource = async (id: string): Promise<SnapshotSource> =>
  isLocal(id) ? (await local()).localSnapshots : server.snapshots;
export const diagnosisSource = async (id: string): Promise<DiagnosisSource> =>
  isLocal(id) ? (await local()).localDiagnoses : server.diagnoses;
