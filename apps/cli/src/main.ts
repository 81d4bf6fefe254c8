import { run } from './run.ts';
import { heedOutput } from './write-output.ts';

heedOutput();
process.exitCode = await run(process.argv.slice(2));
