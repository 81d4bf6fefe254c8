import { parseArgs } from 'node:util';
import { readToken } from './server.ts';
import type { ServerOptions } from './server-options.ts';

export const USAGE = `Usage: skoop-server [options]

Serves the Skoop web app and its API.

  --host HOST            address to listen on (127.0.0.1: this machine only)
  --port PORT            port to listen on (8090)
  --data DIR             where snapshots and diagnoses are kept ($XDG_STATE_HOME/skoop);
                         :memory: forgets everything at the end
  --token-file FILE      ask for the bearer token in FILE; use it when HOST is not this machine only
  --allowed-host NAME    name by which a proxy in front calls this server (repeatable)
  --user-header NAME     header in which that proxy says who asks
  --snapshot PATH        also offer this snapshot, a folder or .tar.gz (repeatable)
  --scenarios DIR        recorded clusters to offer; --no-demo offers none
  --web DIR              the built web app
  --workers N            diagnoses that run at the same time
  --worker-memory MIB    memory of one of them (4096)
  --queue N              diagnoses that may wait (1000)
  --job-timeout SECONDS  longest time for one diagnosis (120)
  --max-upload MIB       largest upload (512)
  --max-snapshot MIB     largest snapshot, unpacked (1024)
  --log-level LEVEL      debug, info, warn, error, silent (warn on a terminal, else info)
  --help
`;

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  'token-file': { type: 'string' },
  'allowed-host': { type: 'string', multiple: true },
  'user-header': { type: 'string' },
  snapshot: { type: 'string', multiple: true },
  scenarios: { type: 'string' },
  'no-demo': { type: 'boolean' },
  web: { type: 'string' },
  workers: { type: 'string' },
  'worker-memory': { type: 'string' },
  queue: { type: 'string' },
  'job-timeout': { type: 'string' },
  'max-upload': { type: 'string' },
  'max-snapshot': { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean' },
} as const;

const MIB = 1024 * 1024;
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Options on the command line; 'help' if that is what was asked. Throws with a sentence for the user. */
export function readArguments(args: readonly string[]): ServerOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  if (values.help) return 'help';
  const level = values['log-level'];
  if (level !== undefined && !LEVELS.some((l) => l === level)) {
    throw new Error(`--log-level cannot be ${level}: choose one of ${LEVELS.join(', ')}`);
  }
  return {
    host: values.host,
    port: whole('port', values.port, 0, 65535),
    dataDir: values.data,
    token: values['token-file'] === undefined ? undefined : readToken(values['token-file']),
    allowedHosts: values['allowed-host'],
    userHeader: values['user-header'],
    snapshots: values.snapshot,
    scenariosDir: values['no-demo'] ? false : values.scenarios,
    webDir: values.web,
    workers: whole('workers', values.workers, 1, 64),
    workerMemoryMb: whole('worker-memory', values['worker-memory'], 64, 1_000_000),
    queueLimit: whole('queue', values.queue, 1, 1_000_000),
    jobTimeoutMs: times(whole('job-timeout', values['job-timeout'], 1, 86_400), 1000),
    maxUploadBytes: times(whole('max-upload', values['max-upload'], 1, 1_000_000), MIB),
    maxSnapshotBytes: times(whole('max-snapshot', values['max-snapshot'], 1, 1_000_000), MIB),
    logLevel: LEVELS.find((l) => l === level) ?? (process.stderr.isTTY ? 'warn' : 'info'),
  };
}

function whole(name: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new Error(`--${name} cannot be ${text}: give a whole number from ${from} to ${to}`);
}

const times = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;
