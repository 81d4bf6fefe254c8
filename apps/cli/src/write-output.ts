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
    const gone = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error));
    stdout.once('error', gone);
    stdout.write(content, () => {
      stdout.off('error', gone);
      resolve();
    });
  });
}
