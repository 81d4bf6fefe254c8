// Records every scenario anew: builds the cluster, breaks it, takes the snapshot, and then asks the kernel what happens.
//   node --conditions=skoop-source --import tsx packages/lab/src/record-scenarios.ts [NAME...]
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Cluster } from './cluster.ts';
import { fatesOf } from './fates.ts';
import { faults } from './faults/all.ts';
import { type Fault, faultTopology } from './faults/fault.ts';
import { healthyIpvs, ipvsFaults } from './faults/ipvs.ts';
import { clusterObjects } from './objects/cluster-objects.ts';
import { recordSnapshot } from './record-snapshot.ts';
import { type Healthy, healthy } from './scenarios/healthy.ts';
import { SCENARIOS_DIRECTORY, type Scenario, type ScenarioQuestion } from './scenarios/scenario.ts';
import { SLOWNESS } from './slowness.ts';
import { Tracer } from './tracer.ts';

/** So often a question is asked: two equal backends stay unseen with a probability of 2^-15. IPVS takes them in turn. */
const TIMES = SLOWNESS > 1 ? 6 : 16;
/** Another kernel may not write to where the repository is. */
const OUT = process.env.SKOOP_SCENARIOS ?? SCENARIOS_DIRECTORY;
const RECORDED = '2026-01-15T10:00:00Z';

/** Pods are reached in one way only; Services and node ports choose. */
const isPod = (destination: string): boolean => /^[a-z0-9-]+\/[a-z0-9-]+$/.test(destination);

async function record(recipe: Fault | Healthy, tracer: Tracer): Promise<void> {
  const topology = faultTopology({ finding: '', expected: { outcome: 'delivered', symptom: 'connected' }, ...recipe });
  const folder = path.join(OUT, recipe.name);
  const cluster = await Cluster.up(topology);
  try {
    if ('apply' in recipe) await recipe.apply?.(cluster);
    mkdirSync(folder, { recursive: true });
    const objects = clusterObjects(cluster.plan);
    await recordSnapshot(cluster, path.join(folder, 'snapshot'), {
      takenAt: RECORDED,
      objects: recipe.objects ? recipe.objects(objects, cluster.plan) : objects,
    });
    const questions: ScenarioQuestion[] = [];
    for (const ask of recipe.asks) {
      const times = isPod(ask.question.destination) ? 1 : TIMES;
      const fates = await fatesOf(cluster, tracer, ask.flow, times);
      questions.push({ question: ask.question, fates: fates.map((f) => f.fate) });
    }
    const scenario: Scenario = {
      name: recipe.name,
      title: recipe.title,
      story: recipe.story,
      ...('finding' in recipe ? { finding: recipe.finding } : {}),
      cluster: {
        plugin: topology.cni ?? 'flannel',
        backend: topology.backend,
        iptables: topology.iptables,
        families: topology.families,
      },
      kernel: os.release(),
      questions,
    };
    writeFileSync(path.join(folder, 'scenario.json'), `${JSON.stringify(scenario, null, 2)}\n`);
  } finally {
    await cluster.down();
  }
}

const wanted = process.argv.slice(2);
// Clusters in ipvs mode are recorded on kernels that have it, and only those are recorded there.
const known = existsSync('/proc/net/ip_vs') ? [...healthyIpvs, ...ipvsFaults] : [...healthy, ...faults];
const recipes = known.filter((r) => wanted.length === 0 || wanted.includes(r.name));
const AT_ONCE = existsSync('/proc/net/ip_vs') ? 1 : 4; // most of the time is waiting for time-outs
const tracer = await Tracer.start();
const queue = [...recipes];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let recipe = queue.shift(); recipe; recipe = queue.shift()) {
      await record(recipe, tracer);
      process.stdout.write(`${recipe.name}\n`);
    }
  }),
);
tracer.stop();
