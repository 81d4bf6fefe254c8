import { writeFile } from 'node:fs/promises';
import { CommandError, EXIT } from './exit-status.ts';

/** Writes to a file, or to standard output for `-`. A reader that went away (`| head`) is no error. */
export async function writeOutput(target: string, content: string | Uint8Array): Promise<void> {
  if (target !== '-') {
    await writeFile(target, content).catch((error: Error) => {
      throw new CommandError(
        EXIT.output,
        `${target} cannot be written: ${error.message}.`,
        'Give another place with --output, or - for standard output.',
      );
    });
    return;
  }
  const { stdout } = process;
  await new Promise<void>((resolve, reject) => {
    stdout.write(content, (error) => {
      if (error && !hasNoReader(error))
        reject(
          new CommandError(
            EXIT.output,
            `standard output cannot be written: ${error.message}.`,
            'Is the disk full that it leads to?',
          ),
        );
      else resolve();
    });
  });
}

const hasNoReader = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

/** Node ends a process that hears nothing of an error of its output; the failed write itself is told to whoever wrote. */
export function heedOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => {
      if (!hasNoReader(error)) process.exitCode = EXIT.output;
    });
}
