import { EXIT } from './exit-status.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

try {
  const { program, status } = createProgram();
  await program.parseAsync(process.argv);
  process.exitCode = status();
} catch (error) {
  process.exitCode = reportError(error);
}
if (process.exitCode === undefined) process.exitCode = EXIT.ok;
