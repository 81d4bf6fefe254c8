import { explainFinding, findingList } from '@skoop/engine';
import { CommandError, EXIT } from '../exit-status.ts';
import { writeOutput } from '../write-output.ts';

/** `skoop explain FINDING`: what it means, how to check it by hand, how to fix it. Without a name: all of them, a line each. */
export async function explainCommand(id: string | undefined): Promise<number> {
  const all = findingList();
  if (id === undefined) {
    const width = Math.max(...all.map((f) => f.id.length));
    const lines = all.map((f) => `${f.id.padEnd(width)}  ${f.title}`);
    await writeOutput('-', `${lines.join('\n')}\n\nskoop explain FINDING tells more.\n`);
    return EXIT.ok;
  }
  const page = explainFinding(id);
  if (page === undefined) {
    const words = id.split('-').filter((word) => word.length > 2);
    const near = all.map((f) => f.id).filter((f) => f.includes(id) || words.some((word) => f.includes(word)));
    throw new CommandError(
      EXIT.usage,
      `there is no finding ${id}.`,
      near.length > 0 ? `Did you mean ${near.slice(0, 4).join(', ')}?` : '`skoop explain` lists all of them.',
    );
  }
  await writeOutput('-', page);
  return EXIT.ok;
}
