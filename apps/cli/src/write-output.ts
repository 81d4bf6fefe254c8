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
  await new Promise<void>((resolve, reject) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' ? resolve() : reject(error),
    );
    process.stdout.write(content, () => resolve());
  });
}
