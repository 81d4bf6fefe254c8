/** Files that are no snapshot of a kind that can be read, or an edit that does not fit one. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly id: string;
  readonly hint: string;

  constructor(id: string, message: string, hint: string) {
    super(message);
    this.id = id;
    this.hint = hint;
  }
}
