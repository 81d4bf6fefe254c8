import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CACHE_DIRECTORY, compile } from '../native.ts';

/** A Linux kernel with its modules, unpacked as its Debian package has it. */
export type UnpackedKernel = {
  /** `uname -r`. */
  readonly release: string;
  readonly image: string;
  /** Folder that holds `lib/modules`. */
  readonly root: string;
};

/** Debian's kernel: that of SKOOP_LAB_KERNEL (a folder with `boot` and `lib/modules`), else the newest that apt knows of, downloaded once. */
export function debianKernel(): UnpackedKernel {
  const root = process.env.SKOOP_LAB_KERNEL ?? download();
  const modules = path.join(root, 'lib/modules');
  const [release] = existsSync(modules) ? readdirSync(modules) : [];
  if (release === undefined) throw new Error(`${root} holds no lib/modules: it is no unpacked kernel package`);
  if (!existsSync(path.join(modules, release, 'modules.dep'))) compile('depmod', ['-b', root, release]);
  return { release, image: path.join(root, 'boot', `vmlinuz-${release}`), root };
}

function download(): string {
  const root = path.join(CACHE_DIRECTORY, 'debian-kernel');
  if (existsSync(path.join(root, 'lib/modules'))) return root;
  const machine = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const name = /Depends: (\S+)/.exec(compile('apt-cache', ['depends', `linux-image-${machine}`], '/'))?.[1];
  if (name === undefined) throw new Error(`apt knows no linux-image-${machine}: SKOOP_LAB_KERNEL can name another`);
  // What is cut short must not look complete.
  const fresh = `${root}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    compile('apt-get', ['download', name], fresh);
    const file = readdirSync(fresh).find((f) => f.endsWith('.deb'));
    if (file === undefined) throw new Error(`apt-get download ${name} left no package`);
    compile('dpkg-deb', ['-x', file, fresh], fresh);
    rmSync(path.join(fresh, file));
    renameSync(fresh, root);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return root;
}
