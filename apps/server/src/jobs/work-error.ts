/** Why a task failed, as far as a user can be told. Crosses threads as plain data. */
export type Failure = {
  readonly id: string;
  readonly message: string;
  readonly hint?: string;
  readonly stack?: string;
};

/** `id` is that of the problem: `unknown-pod`, `bad-snapshot`, `cancelled`, `timed-out`, ...; `internal` for a defect of this program. */
export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly id: string;
  readonly hint?: string;

  constructor(id: string, message: string, hint?: string) {
    super(message);
    this.id = id;
    this.hint = hint;
  }

  static from({ id, message, hint, stack }: Failure): WorkError {
    const error = new WorkError(id, message, hint);
    if (stack !== undefined) error.stack = stack;
    return error;
  }
}
