import { ArchiveError, SnapshotError } from '@skoop/collector';
import { QuestionError } from '@skoop/providers';
import { CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-status.ts';
import { plain } from './plain-text.ts';

/** Says on standard error what went wrong and what to do; returns the exit status. Never a stack trace, unless SKOOP_DEBUG asks for it. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (process.env.SKOOP_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  const [status, message, hint] = words(error);
  process.stderr.write(`skoop: ${plain(message)}\n${hint ? `${plain(hint)}\n` : ''}`);
  return status;
}

function words(error: unknown): readonly [status: number, message: string, hint: string] {
  if (error instanceof CommandError) return [error.status, error.message, error.hint];
  if (error instanceof QuestionError) return [EXIT.question, error.message, error.hint];
  if (error instanceof ArchiveError || error instanceof SnapshotError)
    return [EXIT.snapshot, error.message, error.hint];
  const message = error instanceof Error ? error.message : String(error);
  return [
    EXIT.internal,
    `something in skoop itself failed: ${message}`,
    'This is a bug. Run again with SKOOP_DEBUG=1 and report what it prints, with the snapshot if you may share it.',
  ];
}
