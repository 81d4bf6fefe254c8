import { readArguments, USAGE } from './arguments.ts';
import { codeOf } from './error-code.ts';
import { type RunningServer, startServer } from './server.ts';
import type { ServerOptions } from './server-options.ts';
import { sqliteErrorName } from './store/sqlite.ts';

/** What stands in the way of a start, and what to do about it. */
function explain(error: unknown, options: ServerOptions): string {
  const { host = '127.0.0.1', port = 8090 } = options;
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return `${host}:${port} is in use already. Choose another port with --port.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host}. Choose another with --host.`;
  if (code === 'EACCES' && port < 1024) return `Port ${port} needs privileges. Choose one above 1023 with --port.`;
  const sqlite = sqliteErrorName(error);
  if (sqlite === 'SQLITE_BUSY')
    return 'Another Skoop server uses this data folder. Stop it, or choose another folder with --data.';
  if (sqlite === 'SQLITE_CORRUPT' || sqlite === 'SQLITE_NOTADB')
    return 'The database in the data folder is damaged. Restore it from a backup, or choose another folder with --data.';
  const text = error instanceof Error ? error.message : String(error);
  return code === undefined ? text : `${text}. Choose another data folder with --data.`;
}

// A defect in one request must not end all the others; what is acknowledged is on the disk already.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'unhandled rejection', err: String(error) })}\n`);
});

/** Lets what runs end, then ends the process. The second signal of a kind ends it at once. */
async function stop(starting: Promise<RunningServer>): Promise<void> {
  const server = await starting.catch(() => undefined);
  await server?.close();
  process.exit(server ? 0 : 1);
}

async function main(): Promise<void> {
  let options: ServerOptions = {};
  try {
    const read = readArguments(process.argv.slice(2));
    if (read === 'help') {
      process.stdout.write(USAGE);
      return;
    }
    options = read;
    const starting = startServer(options);
    // Before anybody knows that there is a server, so that a signal always means an orderly stop.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(starting));
    // Started by `skoop --http`, which may be killed and can then send no signal.
    if (process.connected) process.once('disconnect', () => void stop(starting));
    process.stdout.write(`Skoop is at ${(await starting).url}\n`);
  } catch (error) {
    process.stderr.write(`skoop-server: ${explain(error, options)}\n`);
    process.exitCode = 1;
  }
}

await main();
