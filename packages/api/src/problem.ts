import { type Wire, z } from './zod.ts';

/** Error body of every request that failed: RFC 9457 problem details, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('Stable id of the kind of problem: `urn:skoop:problem:<id>`'),
    title: z.string().describe('What went wrong, a few words'),
    status: z.number().int(),
    detail: z.string().describe('What went wrong here, one sentence'),
    hint: z.string().describe('What the user can do about it'),
    requestId: z.string().describe('Find the request in the server log by it'),
    fields: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('The fields of the request that are wrong, in the order of the request'),
  })
  .meta({ id: 'Problem' });
export type Problem = Wire<typeof problemSchema>;
