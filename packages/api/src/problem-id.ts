const PREFIX = 'urn:skoop:problem:';

/** `urn:skoop:problem:snapshot-too-large` for `snapshot-too-large`. */
export const problemType = (id: string): string => `${PREFIX}${id}`;

/** The id in a problem's type. */
export const problemId = (problem: { readonly type: string }): string =>
  problem.type.startsWith(PREFIX) ? problem.type.slice(PREFIX.length) : problem.type;
