// Records clusters that seeds decide. Runs inside a kernel that has all devices (docs/other-kernels.md).
import { recordBench } from '../bench/record-bench.ts';
import { drawnCases } from './cases.ts';

await recordBench(drawnCases, process.argv.slice(2));
