import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { summaryOf } from '@skoop/render';
import { createApp } from './app.ts';
import { createAuthentication } from './http/authentication.ts';
import { answerClientError } from './http/client-error.ts';
import { isLoopbackName } from './http/origin-check.ts';
import { INTERRUPTED } from './jobs/interrupted.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { createPool } from './jobs/pool.ts';
import { defaultScenariosDir, defaultWebDir } from './locations.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { once } from './once.ts';
import type { ServerOptions } from './server-options.ts';
import type { Services } from './services.ts';
import { defaultDataDir, openDataFolder } from './snapshot/data-folder.ts';
import { readDemos } from './snapshot/demo.ts';
import { createLibrary } from './snapshot/library.ts';
import { localSnapshots } from './snapshot/local.ts';
import { openStore } from './store/store.ts';
import { VERSION } from './version.ts';

export type RunningServer = {
  /** `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Ids of `options.diagnoses`, in their order: each is at `/d/<id>`. */
  readonly diagnoses: readonly string[];
  /** Ids of `options.snapshots`, in their order. */
  readonly snapshots: readonly string[];
  /** Takes no new work, lets running diagnoses end, closes everything. */
  readonly close: () => Promise<void>;
};

const MB = 1024 * 1024;

/** Starts the server. Rejects with what stands in its way: the port is taken, the data folder is in use or cannot be written. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const log = createLog(options);
  const local = localSnapshots(options.snapshots ?? []);
  const folder = openDataFolder(options.dataDir ?? defaultDataDir());
  const store = openStore(folder.database);
  await folder.recover(async (id) => (await store.snapshots.get(id)) !== undefined);
  const demos = options.scenariosDir === false ? [] : await readDemos(options.scenariosDir ?? defaultScenariosDir());
  const library = createLibrary(store.snapshots, folder, new Map([...local, ...demos]));

  const limits = {
    memoryMb: options.workerMemoryMb ?? 4096,
    cacheBytes: 512 * MB,
    maxSnapshotBytes: options.maxSnapshotBytes ?? 1024 * MB,
    graceMs: 300,
    timeoutMs: 60_000,
  };
  const threads = options.workers ?? Math.max(1, Math.min(4, os.availableParallelism()));
  const workers = createPool({ ...limits, threads });
  const readers = createPool({ ...limits, threads: 1 });
  const drawers = createPool({ ...limits, threads: 1 });

  const metrics = createMetrics();
  const jobs = createJobRunner({
    store,
    library,
    pool: workers,
    log,
    metrics,
    timeoutMs: options.jobTimeoutMs ?? 120_000,
    queueLimit: options.queueLimit ?? 1000,
    retryMs: 2000,
  });
  const services: Services = {
    log,
    metrics,
    store,
    folder,
    library,
    jobs,
    readers,
    drawers,
    findings: once(() => readers.run('findings', {})),
    authentication: createAuthentication(options.token),
    about: {
      name: 'skoop',
      version: VERSION,
      authentication: options.token === undefined ? 'none' : 'token',
      limits: { uploadBytes: options.maxUploadBytes ?? 512 * MB, importBytes: 64 * MB },
    },
    uploadLimit: 4,
    userHeader: options.userHeader,
  };

  let stopped: Promise<void> | undefined;
  const app = await createApp(services, {
    isLoopback: isLoopbackName(host),
    allowedHosts: options.allowedHosts ?? [],
    webDir: options.webDir ?? defaultWebDir(),
    isStopping: () => stopped !== undefined,
  });
  metrics.gauge('skoop_jobs_waiting', 'Diagnoses that wait for a thread', () => workers.waiting);
  metrics.gauge('skoop_jobs_running', 'Diagnoses that run', () => workers.busy);
  metrics.gauge('skoop_event_streams', 'Clients that watch a job', app.streams.count);

  const diagnoses: string[] = [];
  for (const diagnosis of options.diagnoses ?? []) {
    diagnoses.push((await store.diagnoses.addResult(JSON.stringify(diagnosis), summaryOf(diagnosis))).id);
  }

  const http = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 15 * 60_000, headersTimeout: 15_000 },
    app.express,
  );
  http.on('clientError', answerClientError(log));
  try {
    await listen(http, host, options.port ?? 8090);
  } catch (error) {
    await store.close();
    folder.close();
    throw error;
  }
  const url = urlOf(http.address() as AddressInfo);
  jobs.resume(await store.diagnoses.recover(INTERRUPTED));
  workers.warm();
  readers.warm();
  log.info({ url, version: VERSION }, 'listening');
  if (!isLoopbackName(host) && options.token === undefined) {
    log.warn(
      'anybody who reaches this address can use Skoop: start it with --token-file, or behind a proxy that asks who they are',
    );
  }

  async function stop(): Promise<void> {
    log.info('stopping');
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    app.streams.close();
    http.closeIdleConnections();
    await jobs.drain(options.drainMs ?? 10_000);
    // What is being answered may end; what hangs is cut.
    const cut = setTimeout(() => http.closeAllConnections(), 1000);
    await closed;
    clearTimeout(cut);
    await Promise.all([readers.close(), drawers.close()]);
    await store.close();
    folder.close();
  }

  return {
    url,
    diagnoses,
    snapshots: [...local.keys()],
    close: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

const listen = (http: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.removeListener('error', reject);
      resolve();
    });
  });

const urlOf = ({ address, port, family }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

/** Token in a file: its text without the white space around it. Throws if there is none. */
export function readToken(file: string): string {
  const token = readFileSync(file, 'utf8').trim();
  if (token.length < 16) throw new Error(`${file} holds no token: at least 16 characters are needed`);
  return token;
}
