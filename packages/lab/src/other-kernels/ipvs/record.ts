// Records the ipvs cases. Runs inside a kernel that has IPVS (docs: packages/lab/src/other-kernels):
//   node --conditions=skoop-source --import tsx packages/lab/src/other-kernels/ipvs/record.ts FOLDER [NAME...]
import { Cluster } from '../../cluster.ts';
import { recordCases } from '../record-cases.ts';
import { type IpvsCase, ipvsTopology } from './case.ts';
import { ipvsCases } from './cases.ts';

const TIMES = 8;

async function up(c: IpvsCase): Promise<Cluster> {
  const cluster = await Cluster.up(ipvsTopology(c));
  await c.apply?.(cluster);
  return cluster;
}

const [out = '', ...wanted] = process.argv.slice(2);
await recordCases(
  out,
  ipvsCases.map((c) => ({ name: c.name, why: c.why, up: () => up(c), asks: c.asks, times: c.times ?? TIMES })),
  wanted,
);
