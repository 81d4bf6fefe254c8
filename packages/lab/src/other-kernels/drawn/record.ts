// Records clusters that seeds decide: `drawn-7`, or all that are kept. Runs inside a kernel that has all devices (docs/other-kernels.md).
import { recordBench } from '../bench/record-bench.ts';
import { drawnCases } from './cases.ts';
import { drawCase } from './draw-case.ts';

const argv = process.argv.slice(2);
const seeds = argv.flatMap((name) => /^drawn-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
await recordBench(seeds.length > 0 ? seeds.map(drawCase) : drawnCases, argv);
