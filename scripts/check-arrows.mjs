// Imports go one way (docs/architecture.md). Each package names the workspace packages it may see, and pure ones see no Node.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { root, trackedFiles } from './sources.mjs';

const MAY_IMPORT = {
  'packages/model': [],
  'packages/netstack': ['model'],
  'packages/engine': ['model', 'netstack'],
  'packages/plugins': ['model', 'netstack', 'engine'],
  'packages/providers': ['model', 'netstack', 'engine', 'plugins'],
  'packages/collector': ['model'],
  'packages/render': ['model'],
  'packages/api': ['model'],
  'packages/browse': ['model', 'engine', 'providers', 'render', 'api'],
  'apps/cli': ['model', 'engine', 'plugins', 'providers', 'collector', 'render', 'api'],
  'apps/server': ['model', 'engine', 'plugins', 'providers', 'collector', 'render', 'api', 'browse'],
  'apps/web': ['model', 'engine', 'plugins', 'providers', 'collector', 'render', 'api', 'browse'],
  'packages/lab': ['model', 'netstack', 'engine', 'plugins', 'providers', 'collector', 'render'],
};
/** No I/O and no Node API: these run in the browser too. */
const PURE = ['model', 'netstack', 'engine', 'plugins', 'providers', 'collector', 'render', 'api', 'browse'].map(
  (p) => `packages/${p}`,
);
const IMPORT =
  /(?:^|[\s;])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

export function checkArrows() {
  const problems = [];
  for (const file of trackedFiles('packages/*.ts', 'packages/*.tsx', 'apps/*.ts', 'apps/*.tsx')) {
    const owner = file.split('/').slice(0, 2).join('/');
    const allowed = MAY_IMPORT[owner];
    if (!allowed) {
      problems.push(`${file}: ${owner} has no row in scripts/check-arrows.mjs`);
      continue;
    }
    const isTest = /\.test\.tsx?$/.test(file) || /\/(fixtures|scripts|testing)\//.test(file);
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(IMPORT)) {
      const target = match[1] ?? match[2];
      const line = text.slice(0, match.index).split('\n').length + (match[0].startsWith('\n') ? 1 : 0);
      const say = (why) => problems.push(`${file}:${line}: imports ${target}: ${why}`);
      if (target.startsWith('@skoop/')) {
        const name = target.slice('@skoop/'.length);
        if (name.includes('/')) say('import a package by its name, not a file inside it');
        else if (!allowed.includes(name) && !isTest) say(`${owner} may import only ${allowed.join(', ') || 'nothing'}`);
        else if (name === 'lab' && owner !== 'packages/lab') say('nothing imports the lab');
      } else if (target.startsWith('.')) {
        const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
        if (!resolved.startsWith(`${owner}/`) && !isTest) say('a relative import leaves the package');
      } else if (PURE.includes(owner) && !isTest && (target.startsWith('node:') || builtinModules.includes(target))) {
        say('this package is pure and also runs in the browser');
      }
    }
  }
  return problems;
}
