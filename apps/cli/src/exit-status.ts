/** Exit statuses of `skoop`; `--help` and docs/cli.md list them. */
export const EXIT = {
  /** A diagnosis was made (whatever its verdict), or the command did what it was asked. */
  ok: 0,
  /** `--fail-on` was given and the verdict is one of those; `snapshot --check` found something missing. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** The question cannot be asked of this snapshot: no such pod, no common address family, ... */
  question: 3,
  /** The snapshot cannot be read. */
  snapshot: 4,
  /** The result cannot be written. */
  output: 5,
  /** A fault of skoop itself. */
  internal: 70,
} as const;

/** What the user has to be told: what is wrong, and what to do. Becomes two lines on standard error and an exit status. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly hint: string;
  readonly status: number;

  constructor(status: number, message: string, hint: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}
