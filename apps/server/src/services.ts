import type { About, FindingText } from '@skoop/api';
import type { Logger } from 'pino';
import type { Authentication } from './http/authentication.ts';
import type { JobRunner } from './jobs/job-runner.ts';
import type { Pool } from './jobs/pool.ts';
import type { Metrics } from './metrics.ts';
import type { DataFolder } from './snapshot/data-folder.ts';
import type { Library } from './snapshot/library.ts';
import type { Store } from './store/store.ts';

/** Everything that routes work with. */
export type Services = {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly folder: DataFolder;
  readonly library: Library;
  readonly jobs: JobRunner;
  /** Thread that reads snapshots for pages: never busy with diagnoses. */
  readonly readers: Pool;
  /** Thread that draws pictures and reads reports; started when first needed. */
  readonly drawers: Pool;
  /** The texts that come with the program. */
  readonly findings: () => Promise<readonly FindingText[]>;
  readonly authentication: Authentication;
  readonly about: Omit<About, 'options'>;
  /** Uploads that may run at the same time. */
  readonly uploadLimit: number;
  /** Header in which a proxy in front names the user. */
  readonly userHeader?: string;
};
