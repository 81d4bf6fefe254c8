import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = path.join(ROOT, 'apps/server/dist/main.js');
const START_WITHIN_MS = 20_000;

export type Server = {
  readonly url: string;
  readonly dataDir: string;
  /** Ends the process at once, as a crash does; what it had stored stays. */
  kill(): Promise<void>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
};

/** The built server with the recorded clusters and a data folder of its own. `port` 0 takes any free one. */
export async function startServer(
  options: { readonly port?: number; readonly dataDir?: string; readonly args?: readonly string[] } = {},
): Promise<Server> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npm run build`);
  const dataDir = options.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'skoop-e2e-'));
  const args = ['--port', String(options.port ?? 0), '--data', dataDir, '--scenarios', path.join(ROOT, 'scenarios')];
  const child = spawn(process.execPath, [MAIN, ...args, '--log-level', 'warn', ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(child);
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return {
    url,
    dataDir,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The address that the server says it listens on. */
const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server did not start:\n${said}`));
    }, START_WITHIN_MS);
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Skoop is at (http:\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url.replace(/\/$/, ''));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`the server ended:\n${said}`));
    });
  });
