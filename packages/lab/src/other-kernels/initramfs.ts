import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compile } from '../native.ts';
import type { UnpackedKernel } from './debian-kernel.ts';

/** What is needed to see the host's files: the rest of the modules is loaded from there. */
const MODULES = ['virtio_pci', '9pnet_virtio', '9p'];
const BUSYBOX = '/bin/busybox';

/** Mounts the host's root read-only, a folder to write to, and goes on with a script of the host. */
const init = (script: string): string => `#!/bin/sh
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
for m in $($B cat /modules); do $B insmod /mod/$m; done
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose hostroot /root
$B mount -t proc proc /root/proc; $B mount -t sysfs sys /root/sys; $B mount -t devtmpfs dev /root/dev
$B mount -t tmpfs tmpfs /root/run; $B mount -t tmpfs tmpfs /root/mnt
$B mkdir /root/mnt/out
$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 out /root/mnt/out
exec $B switch_root /root /bin/sh ${script}
`;

/** Shared libraries that a program is linked with: Debian has busybox with and without. */
const librariesOf = (program: string): readonly string[] =>
  compile('sh', ['-c', 'ldd "$0" 2>/dev/null || true', program], '/').match(/\/\S+/g) ?? [];

/** Writes an initial root file system of busybox, a few modules and a script to go on with. */
export function writeInitramfs(kernel: UnpackedKernel, script: string, target: string): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-initramfs-'));
  try {
    for (const name of ['bin', 'mod', 'proc', 'sys', 'dev', 'root']) mkdirSync(path.join(folder, name));
    copyFileSync(BUSYBOX, path.join(folder, 'bin/busybox'));
    for (const library of librariesOf(BUSYBOX)) {
      mkdirSync(path.join(folder, path.dirname(library)), { recursive: true });
      copyFileSync(library, path.join(folder, library));
    }
    symlinkSync('busybox', path.join(folder, 'bin/sh'));
    const files = new Set(
      MODULES.flatMap((m) =>
        compile('modprobe', ['-d', kernel.root, '-S', kernel.release, '--show-depends', m], '/')
          .split('\n')
          .filter((line) => line.startsWith('insmod '))
          .map((line) => line.split(' ')[1] ?? ''),
      ),
    );
    for (const file of files) copyFileSync(file, path.join(folder, 'mod', path.basename(file)));
    writeFileSync(path.join(folder, 'modules'), [...files].map((f) => `${path.basename(f)}\n`).join(''));
    writeFileSync(path.join(folder, 'init'), init(script));
    chmodSync(path.join(folder, 'init'), 0o755);
    compile('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 > "$0"', target], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
