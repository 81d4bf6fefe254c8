import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'skoop-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** A folder as a process left it that had this number. */
function left(name: string, owner: object | string): string {
  const folder = path.join(parent, name);
  mkdirSync(path.join(folder, 'snapshots'), { recursive: true });
  writeFileSync(path.join(folder, 'owner.json'), typeof owner === 'string' ? owner : JSON.stringify(owner));
  return folder;
}
const own = (): { readonly pid: number; readonly started: string; readonly namespace: string } =>
  JSON.parse(readFileSync(path.join(temporaryFolder(parent), 'owner.json'), 'utf8'));

/** A number that no process has: of one that just ended. */
const gone = (): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', '']);
    child.once('exit', () => resolve(child.pid ?? 0));
  });

it('removes what a killed process left', async () => {
  const folder = left('skoop-memory-a', { ...own(), pid: await gone() });
  temporaryFolder(parent);
  expect(existsSync(folder)).toBe(false);
});

it('removes what a process left whose number another one has now', () => {
  const folder = left('skoop-memory-a', { ...own(), started: '1 another-boot' });
  temporaryFolder(parent);
  expect(existsSync(folder)).toBe(false);
});

it.each([
  ['one in use', 'skoop-memory-a', () => own()],
  [
    'one of a container that shares the folder',
    'skoop-memory-a',
    async () => ({ ...own(), pid: await gone(), namespace: 'pid:[1]' }),
  ],
  ['one that does not say whose it is', 'skoop-memory-a', () => 'no json'],
  ['one with nonsense for a number', 'skoop-memory-a', () => ({ ...own(), pid: -1 })],
  ['a folder of something else', 'skoop-e2e-a', async () => ({ ...own(), pid: await gone() })],
])('keeps %s', async (_why, name, owner) => {
  const folder = left(name, await owner());
  temporaryFolder(parent);
  expect(existsSync(folder)).toBe(true);
});

it('follows no link', async () => {
  const target = left('elsewhere', { ...own(), pid: await gone() });
  symlinkSync(target, path.join(parent, 'skoop-memory-link'));
  temporaryFolder(parent);
  expect(existsSync(path.join(target, 'snapshots'))).toBe(true);
});
