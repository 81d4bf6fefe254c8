/** An archive that is none, or one that must not be unpacked. `message` is one sentence; `hint` says what to do. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly id: string;
  readonly hint: string;

  constructor(id: string, message: string, hint: string) {
    super(message);
    this.id = id;
    this.hint = hint;
  }
}
