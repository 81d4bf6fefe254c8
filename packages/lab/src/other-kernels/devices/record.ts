// Records the cases of devices. Runs inside a kernel that has them (docs/other-kernels.md).
import { recordBench } from '../bench/record-bench.ts';
import { deviceCases } from './cases.ts';

await recordBench(deviceCases, process.argv.slice(2));
