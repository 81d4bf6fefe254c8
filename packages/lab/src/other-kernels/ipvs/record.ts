// Records the ipvs cases. Runs inside a kernel that has IPVS (docs: packages/lab/src/other-kernels):
//   node --conditions=skoop-source --import tsx packages/lab/src/other-kernels/ipvs/record.ts FOLDER [NAME...]
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Cluster } from '../../cluster.ts';
import { fatesOf } from '../../fates.ts';
import { recordSnapshot } from '../../record-snapshot.ts';
import { Tracer } from '../../tracer.ts';
import { type IpvsCase, ipvsTopology } from './case.ts';
import { ipvsCases } from './cases.ts';

const TIMES = 8;
const RECORDED = '2026-01-15T10:00:00Z';

async function record(c: IpvsCase, folder: string, tracer: Tracer): Promise<void> {
  const cluster = await Cluster.up(ipvsTopology(c));
  try {
    await c.apply?.(cluster);
    mkdirSync(folder, { recursive: true });
    await recordSnapshot(cluster, path.join(folder, 'snapshot'), { takenAt: RECORDED });
    const questions = [];
    for (const { question, flow } of c.asks) {
      const fates = await fatesOf(cluster, tracer, flow, c.times ?? TIMES, 1);
      questions.push({ question, fates: fates.map((f) => f.fate), counts: fates.map((f) => f.count) });
    }
    const recorded = { name: c.name, why: c.why, kernel: os.release(), questions };
    writeFileSync(path.join(folder, 'case.json'), `${JSON.stringify(recorded, null, 1)}\n`);
  } finally {
    await cluster.down();
  }
}

const [out = '', ...wanted] = process.argv.slice(2);
const tracer = await Tracer.start();
for (const c of ipvsCases.filter((x) => wanted.length === 0 || wanted.includes(x.name))) {
  const began = Date.now();
  const error = await record(c, path.join(out, c.name), tracer).then(
    () => undefined,
    (e: unknown) => e,
  );
  process.stdout.write(`${c.name} ${Date.now() - began} ms ${error instanceof Error ? error.stack : ''}\n`);
}
tracer.stop();
