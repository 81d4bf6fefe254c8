export type QuestionErrorId =
  | 'empty-snapshot'
  | 'missing-endpoint'
  | 'unknown-pod'
  | 'unknown-service'
  | 'unknown-node'
  | 'unknown-name'
  | 'not-an-address'
  | 'service-as-source'
  | 'pod-not-running'
  | 'pod-has-no-address'
  | 'headless-without-endpoints'
  | 'external-name'
  | 'no-common-family'
  | 'bad-protocol'
  | 'bad-port'
  | 'port-required'
  | 'port-with-icmp'
  | 'unknown-port-name'
  | 'bad-size'
  | 'bad-uid'
  | 'bad-option'
  | 'unknown-plugin'
  | 'unknown-provider';

/** A question that cannot be asked of this snapshot. `message` says what is wrong, `hint` what to do about it. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  readonly id: QuestionErrorId;
  readonly hint: string;

  constructor(id: QuestionErrorId, message: string, hint: string) {
    super(message);
    this.id = id;
    this.hint = hint;
  }
}

export const noAddress = (text: string): QuestionError =>
  new QuestionError(
    'not-an-address',
    `${text} is not an IP address.`,
    /[:/]\d+$/.test(text) && text.includes('.')
      ? 'Give the address alone, and the port with `-p`.'
      : 'IPv4 addresses have four numbers from 0 to 255, IPv6 addresses eight groups or a `::`.',
  );
