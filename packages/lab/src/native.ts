import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const NATIVE_DIRECTORY = fileURLToPath(new URL('../native/', import.meta.url));
/** Git-ignored; holds what was compiled. */
export const CACHE_DIRECTORY = fileURLToPath(new URL('../.cache/', import.meta.url));

/** Runs a build command; throws with what the compiler said. */
export function compile(command: string, args: readonly string[], cwd: string = NATIVE_DIRECTORY): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error) throw new Error(`${command} could not be run (is it installed?): ${done.error.message}`);
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${done.stderr}`);
  return done.stdout;
}

/**
 * Path of an artefact that depends on the given sources, made by `build` if it is not in the cache yet. Safe against test
 * processes that build at the same time: each builds under a name of its own, the last rename wins.
 */
export function cached(name: string, sources: readonly string[], build: (target: string) => void): string {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(source).update(readFileSync(path.join(NATIVE_DIRECTORY, source)));
  const target = path.join(CACHE_DIRECTORY, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(target)) return target;
  mkdirSync(CACHE_DIRECTORY, { recursive: true });
  const fresh = `${target}.${process.pid}`;
  build(fresh);
  renameSync(fresh, target);
  for (const old of readdirSync(CACHE_DIRECTORY))
    if (old.startsWith(`${name}-`) && !target.endsWith(old) && !/\.\d+$/.test(old))
      rmSync(path.join(CACHE_DIRECTORY, old), { force: true });
  return target;
}

const HELPER_SOURCES = ['lab.h', 'daemon.c', 'namespaces.c', 'serve.c', 'probe.c', 'forget.c'];

/** The helper program that holds a cluster's namespaces (native/daemon.c). */
export const helperProgram = (): string =>
  cached('skoop-lab', HELPER_SOURCES, (target) => {
    compile('gcc', ['-O2', '-Wall', '-Wextra', '-o', target, ...HELPER_SOURCES.filter((s) => s.endsWith('.c'))]);
  });
