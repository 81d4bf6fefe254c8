import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const skoop = path.join(root, 'apps/cli/bin/skoop.js');
const snapshot = path.join(root, 'scenarios/overlay-port-blocked/snapshot');
const question = ['-s', 'default/client', '-d', 'default/web-2', '-p', '8080', '--snapshot', snapshot];

const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Starts skoop and waits until it says what matches. */
async function saying(
  args: readonly string[],
  pattern: RegExp,
): Promise<{ readonly found: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [skoop, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve({ found, child });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`skoop ended with ${code}: ${text}`)));
  });
}

async function settled(url: string): Promise<{ readonly status: string; readonly outcome?: string }> {
  const api = url.replace('/d/', '/api/v1/diagnoses/');
  for (let i = 0; i < 100; i++) {
    const record = (await (await fetch(api)).json()) as {
      status: string;
      diagnosis?: { verdict: { outcome: string } };
    };
    if (record.status !== 'queued' && record.status !== 'running')
      return { status: record.status, outcome: record.diagnosis?.verdict.outcome };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { status: 'never settled' };
}

describe('skoop --http', () => {
  it('serves the result in the web app, and ends when interrupted', async () => {
    const { found: url, child } = await saying([...question, '--http'], /Open (http:\S+)/);
    expect(await settled(url)).toEqual({ status: 'done', outcome: 'dropped' });
    expect(await (await fetch(url)).text()).toContain('<title>');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  }, 20_000);

  it('leaves no server behind when it is killed', async () => {
    const { found: url, child } = await saying([...question, '--http'], /Open (http:\S+)/);
    child.kill('SIGKILL');
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => 'answers',
            () => 'gone',
          ),
        { timeout: 5000 },
      )
      .toBe('gone');
  }, 20_000);

  it('replays a report in the web app', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-replay-'));
    folders.push(folder);
    const report = path.join(folder, 'report.html');
    const made = spawn(process.execPath, [skoop, ...question, '--output', report]);
    await new Promise((resolve) => made.once('exit', resolve));
    const { found: url } = await saying(['replay', report, '--http'], /Open (http:\S+)/);
    expect(await settled(url)).toEqual({ status: 'done', outcome: 'dropped' });
  }, 20_000);

  it('replays a report as text', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-replay-'));
    folders.push(folder);
    const json = path.join(folder, 'answer.json');
    const made = spawn(process.execPath, [skoop, ...question, '--output', json]);
    await new Promise((resolve) => made.once('exit', resolve));
    const { found } = await saying(['replay', json], /(Dropped: new connections time out)/);
    expect(found).toBeTruthy();
  }, 20_000);

  it('says what is wrong with a file that is no report', async () => {
    const { found } = await saying(['replay', skoop], /skoop: (.*\n.*HTML report.*)/);
    expect(found).toContain('skoop.js');
  });
});
