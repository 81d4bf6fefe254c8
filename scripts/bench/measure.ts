/** One measurement of `npm run bench`, in a process of its own: prints `{ clock: ms[], cpu: ms[], rss: bytes }`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDump, readSnapshot, type SnapshotFile } from '@skoop/collector';
import { folderFiles, readScenarios, SCENARIOS_DIRECTORY, type ScenarioFolder } from '@skoop/lab';
import { diagnose } from '@skoop/providers';
import { withNftServices } from './big-nft.ts';
import { kubeProxyRules, withBlocklist, withServices } from './big-node.ts';

const [mode = '', ...args] = process.argv.slice(2);
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** By the clock, and by what the CPUs did meanwhile: on a busy machine only the latter says something. */
type Times = { readonly clock: number[]; readonly cpu: number[] };

async function timed(runs: number, task: () => unknown): Promise<Times> {
  const times: Times = { clock: [], cpu: [] };
  for (let i = 0; i < runs; i++) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await task();
    const used = process.cpuUsage(before);
    times.clock.push(performance.now() - started);
    times.cpu.push((used.user + used.system) / 1000);
  }
  return times;
}

const scenario = (name: string): ScenarioFolder => {
  const found = readScenarios().find((s) => s.scenario.name === name);
  if (!found) throw new Error(`there is no scenario ${name}`);
  return found;
};
const node1 = (): string =>
  readFileSync(path.join(SCENARIOS_DIRECTORY, 'healthy-vxlan/snapshot/nodes/node-1.dump'), 'utf8');
const ask = { source: 'default/client', destination: 'svc/default/web', port: 80, protocol: 'tcp', now };

const bigFiles = (services: number, endpoints: number): readonly SnapshotFile[] =>
  filesWith(withServices(node1(), services, endpoints));

function filesWith(text: string): readonly SnapshotFile[] {
  const dump = bytes(text);
  return folderFiles(scenario('healthy-vxlan').snapshot).map((f) =>
    f.path === 'nodes/node-1.dump' ? { path: f.path, bytes: dump } : f,
  );
}

async function measure(): Promise<Times> {
  switch (mode) {
    case 'iptables': {
      const services = Math.ceil(Number(args[0]) / 17);
      const lines = kubeProxyRules(services, 4);
      const dump = bytes(withServices(node1(), services, 4));
      if (lines.rules.length + lines.chains.length < Number(args[0])) throw new Error('too few lines');
      // A fresh parse each time; the question makes the netstack compile what it visits.
      return timed(5, () => parseDump(dump, 'node-1'));
    }
    case 'compile': {
      const files = bigFiles(Math.ceil(Number(args[0]) / 17), 4);
      return timed(Number(args[0]) > 200_000 ? 1 : 5, () => diagnose({ snapshot: readSnapshot(files), ...ask }));
    }
    case 'services': {
      const snapshot = readSnapshot(bigFiles(Number(args[0]), 4));
      await diagnose({ snapshot, ...ask });
      return timed(15, () => diagnose({ snapshot, ...ask }));
    }
    case 'nft-services': {
      const snapshot = readSnapshot(filesWith(withNftServices(node1(), Number(args[0]), 4)));
      await diagnose({ snapshot, ...ask });
      return timed(15, () => diagnose({ snapshot, ...ask }));
    }
    case 'nft-compile': {
      const files = filesWith(withNftServices(node1(), Number(args[0]), 4));
      return timed(3, () => diagnose({ snapshot: readSnapshot(files), ...ask }));
    }
    case 'blocklist': {
      // Rules that no index shortens: each has to be asked.
      const files = filesWith(withBlocklist(node1(), Number(args[0])));
      return timed(1, () => diagnose({ snapshot: readSnapshot(files), ...ask }));
    }
    case 'node':
      return timed(1, async () =>
        diagnose({ snapshot: readSnapshot(bigFiles(Number(args[0]), Number(args[1]))), ...ask }),
      );
    case 'diagnose': {
      const recorded = scenario(args[0] ?? '');
      const snapshot = readSnapshot(folderFiles(recorded.snapshot));
      const question = recorded.scenario.questions[0]?.question;
      if (!question) throw new Error('the scenario asks nothing');
      await diagnose({ snapshot, ...question, now });
      return timed(25, () => diagnose({ snapshot, ...question, now }));
    }
    default:
      throw new Error(`no such measurement: ${mode}`);
  }
}

const times = await measure();
console.log(JSON.stringify({ ...times, rss: process.resourceUsage().maxRSS * 1024 }));
