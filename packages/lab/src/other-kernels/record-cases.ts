import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Cluster } from '../cluster.ts';
import { fatesOf } from '../fates.ts';
import type { Ask } from '../faults/fault.ts';
import type { ClusterObjects } from '../objects/cluster-objects.ts';
import { recordSnapshot } from '../record-snapshot.ts';
import { Tracer } from '../tracer.ts';

const RECORDED = '2026-01-15T10:00:00Z';

/** A cluster as it is to be recorded, and what is asked of it so many times. */
export type Recordable = {
  readonly name: string;
  readonly why: string;
  readonly up: () => Promise<Cluster>;
  readonly objects?: (cluster: Cluster) => ClusterObjects;
  readonly asks: readonly Ask[];
  readonly times: number;
};

async function record(c: Recordable, folder: string, tracer: Tracer): Promise<void> {
  const cluster = await c.up();
  try {
    mkdirSync(folder, { recursive: true });
    const objects = c.objects?.(cluster);
    await recordSnapshot(cluster, path.join(folder, 'snapshot'), {
      takenAt: RECORDED,
      ...(objects ? { objects } : {}),
    });
    const questions = [];
    for (const { question, flow } of c.asks) {
      const fates = await fatesOf(cluster, tracer, flow, c.times, 1);
      questions.push({ question, fates: fates.map((f) => f.fate), counts: fates.map((f) => f.count) });
    }
    const recorded = { name: c.name, why: c.why, kernel: os.release(), questions };
    writeFileSync(path.join(folder, 'case.json'), `${JSON.stringify(recorded, null, 1)}\n`);
  } finally {
    await cluster.down();
  }
}

/** Much of a case is waiting for what does not come. */
const AT_ONCE = 2;

/** Records cases to folders, a few at a time; a case that fails says so and the others go on. */
export async function recordCases(out: string, cases: readonly Recordable[], wanted: readonly string[]): Promise<void> {
  const tracer = await Tracer.start();
  const left = cases.filter((x) => wanted.length === 0 || wanted.includes(x.name));
  const work = async (): Promise<void> => {
    for (let c = left.shift(); c; c = left.shift()) {
      const began = Date.now();
      const error = await record(c, path.join(out, c.name), tracer).then(
        () => undefined,
        (e: unknown) => e,
      );
      process.stdout.write(`${c.name} ${Date.now() - began} ms ${error instanceof Error ? error.stack : ''}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  tracer.stop();
}
