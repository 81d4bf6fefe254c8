import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PREFIX = 'skoop-memory-';
const OWNER = 'owner.json';

/** Who made a folder. A process id alone may be another process by now, and says nothing in another namespace of process ids. */
type Owner = { readonly pid: number; readonly started: string; readonly namespace: string };

/** A folder for as long as this process lives. A process that is killed cannot remove its own: the next one does. */
export function temporaryFolder(parent = os.tmpdir()): string {
  removeOrphans(parent);
  const folder = mkdtempSync(path.join(parent, PREFIX));
  const own: Owner = { pid: process.pid, started: startOf(process.pid), namespace: namespaceOf() };
  writeFileSync(path.join(folder, OWNER), JSON.stringify(own), { mode: 0o600 });
  return folder;
}

/** Removes folders of this user whose process is certainly gone. In doubt they stay. */
function removeOrphans(parent: string): void {
  for (const name of attempt(() => readdirSync(parent)) ?? []) {
    const folder = path.join(parent, name);
    if (name.startsWith(PREFIX) && isOwn(folder) && isOrphan(folder))
      attempt(() => rmSync(folder, { recursive: true, force: true }));
  }
}

/** What somebody else put there, or a link to elsewhere, is not touched. */
function isOwn(folder: string): boolean {
  const stats = attempt(() => lstatSync(folder));
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}

function isOrphan(folder: string): boolean {
  const owner = attempt(() => JSON.parse(readFileSync(path.join(folder, OWNER), 'utf8')) as Partial<Owner>);
  if (!owner || typeof owner.pid !== 'number' || !Number.isSafeInteger(owner.pid) || owner.pid <= 0) return false;
  if (owner.namespace !== namespaceOf()) return false;
  return !isAlive(owner.pid) || owner.started !== startOf(owner.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** When a process started, in ticks since boot, and the boot it was (proc_pid_stat(5), field 22); '' where there is no /proc. */
const startOf = (pid: number): string =>
  attempt(() => {
    const ticks =
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? '';
    return `${ticks} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  }) ?? '';

const namespaceOf = (): string => attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '';

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
