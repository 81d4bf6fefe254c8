import type { Diagnosis } from '@skoop/model';
import type { DestinationStream } from 'pino';

/** How a server is started. Everything has a default; sizes are bytes, times ms. */
export type ServerOptions = {
  /** Default 127.0.0.1: nobody else on the network. */
  readonly host?: string;
  /** Default 8090; 0 takes any free one. */
  readonly port?: number;
  /** Folder for everything that is kept; `:memory:` keeps nothing. Default: `$XDG_STATE_HOME/skoop`. */
  readonly dataDir?: string;
  /** Bearer token that every request to the API needs. */
  readonly token?: string;
  /** Names by which a proxy in front calls this server. */
  readonly allowedHosts?: readonly string[];
  /** Header in which a proxy in front names the user; never set it without such a proxy. */
  readonly userHeader?: string;
  /** Recorded clusters that are offered; false: none. */
  readonly scenariosDir?: string | false;
  /** The built web app. */
  readonly webDir?: string;
  /** Snapshots on this machine's disk that are offered: folders or `.tar.gz` files. They are read, never changed. */
  readonly snapshots?: readonly string[];
  /** Diagnoses to store at the start, as if they were imported: `skoop --http`, `skoop replay`. */
  readonly diagnoses?: readonly Diagnosis[];
  /** Threads that diagnose at the same time. Default: the processors, 4 at most. */
  readonly workers?: number;
  readonly workerMemoryMb?: number;
  readonly queueLimit?: number;
  readonly jobTimeoutMs?: number;
  readonly maxUploadBytes?: number;
  /** Largest snapshot, unpacked. */
  readonly maxSnapshotBytes?: number;
  /** How long running diagnoses may take to end when the server stops. */
  readonly drainMs?: number;
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Default: standard error. */
  readonly logTo?: DestinationStream;
};
