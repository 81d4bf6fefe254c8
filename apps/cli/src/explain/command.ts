import { explainFinding, findingIds } from '@skoop/engine';
import { CommandError, EXIT } from '../exit-status.ts';
import { writeOutput } from '../write-output.ts';

/** `skoop explain FINDING`: what it means, how to check it by hand, how to fix it. Without a name: all of them, a line each. */
export async function explainCommand(id: string | undefined): Promise<number> {
  if (id === undefined) {
    const width = Math.max(...findingIds().map((f) => f.length));
    const lines = findingIds().map((f) => `${f.padEnd(width)}  ${explainFinding(f)?.title ?? ''}`);
    await writeOutput('-', `${lines.join('\n')}\n\nskoop explain FINDING tells more.\n`);
    return EXIT.ok;
  }
  const text = explainFinding(id);
  if (!text) {
    const near = findingIds().filter(
      (f) => f.includes(id) || id.split('-').some((word) => word.length > 2 && f.includes(word)),
    );
    throw new CommandError(
      EXIT.usage,
      `there is no finding ${id}.`,
      near.length > 0 ? `Did you mean ${near.slice(0, 4).join(', ')}?` : '`skoop explain` lists all of them.',
    );
  }
  await writeOutput('-', text.markdown);
  return EXIT.ok;
}
