import { loadPlugins } from './diagnose/load-plugin.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Does what a command line (without node and script) asks; returns the exit status. Never rejects. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    const { program, status } = createProgram(await loadPlugins(words), words.length === 0);
    await program.parseAsync(words, { from: 'user' });
    return status();
  } catch (error) {
    return reportError(error);
  }
}
