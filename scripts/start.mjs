// `npm start`: the dashboard with the recorded clusters of scenarios/. No Kubernetes needed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll, isBuilt } from './build.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
if (!isBuilt()) await buildAll();

const server = spawn(process.execPath, [path.join(root, 'apps/server/dist/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 0 : 1)));
