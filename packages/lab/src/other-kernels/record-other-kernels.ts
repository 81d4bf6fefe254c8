// npm run record-other-kernels -- GROUP [CASE...]: runs GROUP/record.ts under Debian's kernel, emulated by qemu.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE_DIRECTORY, helperProgram } from '../native.ts';
import { Tracer } from '../tracer.ts';
import { runUnderDebianKernel } from './boot.ts';
import { bundle } from './bundle.ts';
import { packRecording, RECORDINGS } from './recording.ts';

const TIMEOUT = Number(process.env.SKOOP_LAB_TIMEOUT ?? 290); // s

const [group = '', ...cases] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const groups = readdirSync(here).filter((name) => existsSync(path.join(here, name, 'record.ts')));
if (!groups.includes(group)) {
  process.stderr.write(`usage: npm run record-other-kernels -- GROUP [CASE...]\nGROUP: ${groups.join(', ')}\n`);
  process.exit(2);
}
const folder = fileURLToPath(new URL(`./${group}/`, import.meta.url));
// The guest cannot write to the host's files: everything is compiled before.
helperProgram();
(await Tracer.start()).stop();
const program = await bundle(path.join(folder, 'record.ts'), path.join(CACHE_DIRECTORY, `record-${group}.mjs`));
const out = mkdtempSync(path.join(os.tmpdir(), 'skoop-recorded-'));
try {
  const { status, log } = runUnderDebianKernel([process.execPath, program, '/mnt/out/recorded', ...cases], {
    out,
    timeout: TIMEOUT,
  });
  process.stdout.write(log);
  const recorded = path.join(out, 'recorded');
  mkdirSync(recorded, { recursive: true });
  for (const name of readdirSync(recorded))
    packRecording(path.join(recorded, name), path.join(RECORDINGS, group, name));
  process.exitCode = status;
} finally {
  rmSync(out, { recursive: true, force: true });
}
