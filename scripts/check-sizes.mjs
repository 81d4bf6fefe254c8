// No file is a heap (see CONTRIBUTING.md): a source file holds one idea in at most 400 lines.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from './sources.mjs';

const LIMIT = 400;
const HEAPS = /\/(utils|common|helpers|types|misc|shared)(\/|\.tsx?$)/;

export function checkSizes() {
  const problems = [];
  for (const file of trackedFiles(
    'packages/*.ts',
    'packages/*.tsx',
    'apps/*.ts',
    'apps/*.tsx',
    'scripts/*',
    'e2e/*.ts',
  )) {
    if (/\.(test|spec|generated)\.tsx?$/.test(file) || /\/fixtures\//.test(file)) continue;
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length - 1;
    if (lines > LIMIT) problems.push(`${file}: ${lines} lines, at most ${LIMIT}: split it by ideas`);
    if (HEAPS.test(file)) problems.push(`${file}: name a file after what it holds`);
  }
  return problems;
}
