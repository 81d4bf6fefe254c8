import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@skoop/api';
import { CommandError, EXIT } from '../exit-status.ts';

/** The built server of this installation; undefined if there is none. */
function serverEntry(): string | undefined {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const entry = path.join(folder, 'apps/server/dist/main.js');
    if (existsSync(entry)) return entry;
    const above = path.dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

export type Served = { readonly url: string; readonly client: Client; readonly ended: Promise<number> };

/**
 * Starts the web app on this machine for one result. It keeps nothing on disk and ends with this process, or when the user
 * interrupts it.
 */
export async function serve(port: number, serverArguments: readonly string[]): Promise<Served> {
  const entry = serverEntry();
  if (entry === undefined)
    throw new CommandError(
      EXIT.output,
      'the web app is not built.',
      'Run `npm run build` at the top of the repository, or leave --http out.',
    );
  const options = ['--port', String(port), '--data', ':memory:', '--no-demo', '--log-level', 'warn'];
  const server = spawn(process.execPath, [entry, ...options, ...serverArguments], {
    // The channel closes when this process ends, however it does: the server ends with it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = (): void => void server.kill('SIGTERM');
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const url = await listening(server);
  const ended = new Promise<number>((resolve) => {
    server.once('exit', (code) => resolve(code === 0 || code === null ? EXIT.ok : EXIT.output));
  });
  return { url, client: createClient({ baseUrl: url, fetch }), ended };
}

function listening(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      complained = (complained + chunk.toString()).slice(-2000);
    });
    server.stdout?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
      const url = /Skoop is at (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.once('exit', () => {
      const why =
        complained
          .trim()
          .split('\n')
          .at(-1)
          ?.replace(/^skoop-server: /, '') ?? '';
      reject(
        new CommandError(
          EXIT.output,
          `the web app did not start: ${why || 'the server ended at once'}`,
          'Another --http PORT may help.',
        ),
      );
    });
  });
}

/** Says where the result is, and waits until the user has seen it. */
export async function show(served: Served, id: string): Promise<number> {
  process.stdout.write(`Open ${served.url}/d/${id}\nCtrl-C ends it.\n`);
  return served.ended;
}
