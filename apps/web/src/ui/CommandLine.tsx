import { CopyButton } from './CopyButton.tsx';

/** A command to run on a node, with its copy button. */
export function CommandLine({ command, oneLine = false }: { command: string; oneLine?: boolean }) {
  return (
    <div className={oneLine ? 'command one-line' : 'command'}>
      <code title={oneLine ? command : undefined}>{command}</code>
      <CopyButton text={command} what="command" />
    </div>
  );
}
