import { type Problem, problemType } from '@skoop/api';

export type ProblemFields = {
  readonly id: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly fields?: Problem['fields'];
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a request ends with when it fails for a reason that the user can understand. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly fields: ProblemFields;

  constructor(fields: ProblemFields) {
    super(fields.detail);
    this.fields = fields;
  }
}

/** The problem as it is sent and stored. */
export const toProblem = ({ id, status, title, detail, hint, fields }: ProblemFields, requestId: string): Problem => ({
  type: problemType(id),
  title,
  status,
  detail,
  hint,
  requestId,
  ...(fields && { fields }),
});
