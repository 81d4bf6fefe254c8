import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { debianKernel } from './debian-kernel.ts';
import { guestScript } from './guest-script.ts';
import { writeInitramfs } from './initramfs.ts';

const MEMORY = '1500';
const NEEDED = ['qemu-system-x86_64', 'cpio', 'busybox', 'modprobe'];

/** Names of programs that are not installed. */
const missing = (): readonly string[] =>
  NEEDED.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);

/**
 * Runs a command as root under Debian's kernel, emulated: it sees the host's files, read-only, and writes to
 * `/mnt/out`, which is `out` here. Returns its output and exit status; ends after `timeout` seconds.
 */
export function runUnderDebianKernel(
  command: readonly string[],
  { out, timeout }: { readonly out: string; readonly timeout: number },
): { readonly status: number; readonly log: string } {
  const lacking = missing();
  if (lacking.length > 0)
    throw new Error(`not installed: ${lacking.join(', ')} (apt-get install qemu-system-x86 cpio busybox-static kmod)`);
  const kernel = debianKernel();
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'skoop-boot-'));
  try {
    mkdirSync(out, { recursive: true });
    for (const name of ['log', 'status']) rmSync(path.join(out, name), { force: true });
    writeFileSync(path.join(out, 'guest.sh'), guestScript(kernel, process.cwd(), command));
    writeInitramfs(kernel, '/mnt/out/guest.sh', path.join(scratch, 'initramfs.gz'));
    const share = (tag: string, folder: string, more = '') => [
      '-virtfs',
      `local,path=${folder},mount_tag=${tag},security_model=none,multidevs=remap${more}`,
    ];
    // No KVM: not every machine has it, and the lab should answer alike everywhere.
    const done = spawnSync(
      'qemu-system-x86_64',
      [
        ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', MEMORY],
        ...['-nographic', '-nodefaults', '-no-reboot', '-serial', 'stdio'],
        ...['-kernel', kernel.image, '-initrd', path.join(scratch, 'initramfs.gz')],
        ...['-append', 'console=ttyS0 quiet panic=1 mitigations=off'],
        ...share('hostroot', '/', ',readonly=on'),
        ...share('out', out),
      ],
      { timeout: timeout * 1000, killSignal: 'SIGKILL', encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const read = (name: string): string =>
      existsSync(path.join(out, name)) ? readFileSync(path.join(out, name), 'utf8') : '';
    const status = read('status');
    return status === ''
      ? {
          status: 1,
          log: `${done.stdout ?? ''}${read('log')}\nthe guest did not finish (${done.signal ?? done.status})\n`,
        }
      : { status: Number(status), log: read('log') };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
