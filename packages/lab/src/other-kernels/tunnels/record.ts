// Records the cases of tunnels. Runs inside a kernel that has them (docs/other-kernels.md).
import { recordBench } from '../bench/record-bench.ts';
import { tunnelCases } from './cases.ts';

await recordBench(tunnelCases, process.argv.slice(2));
