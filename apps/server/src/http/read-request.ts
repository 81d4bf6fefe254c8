import type { Request } from 'express';
import type { z } from 'zod';
import { HttpProblem } from './http-problem.ts';
import { tooLarge, unsupportedType } from './problems.ts';

/** Query of a request, checked. A parameter given twice counts once, the last. Fails with `ZodError`. */
export function readQuery<S extends z.ZodType>(req: Request, schema: S): z.infer<S> {
  const url = new URL(req.originalUrl, 'http://server');
  return schema.parse(Object.fromEntries(url.searchParams));
}

export const param = (req: Request, name: string): string => {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
};

/** Content type of a request without its parameters, if it is one of those. */
export function contentType<T extends string>(req: Request, expected: readonly T[]): T {
  const given = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const found = expected.find((type) => type === given);
  if (found === undefined) throw unsupportedType(given, expected);
  return found;
}

/** JSON body of at most `limit` bytes, checked. */
export async function readJson<S extends z.ZodType>(req: Request, schema: S, limit = 256 * 1024): Promise<z.infer<S>> {
  contentType(req, ['application/json']);
  const text = await readText(req, limit);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpProblem({
      id: 'bad-json',
      status: 400,
      title: 'Request not understood',
      detail: 'The body is not JSON.',
      hint: '/api/openapi.json describes every request.',
    });
  }
  return schema.parse(value);
}

/** Body as UTF-8 text of at most `limit` bytes. */
export async function readText(req: Request, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitedBody(req, limit)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Chunks of a body; fails with a problem as soon as it is, or says it is, larger than `limit` bytes. */
export async function* limitedBody(req: Request, limit: number): AsyncGenerator<Buffer> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw unsupportedType(`Content-Encoding ${encoding}`, ['the body as it is']);
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge(limit, 'The body');
  let seen = 0;
  // The request is left open when we stop early: the answer still has to get out.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    seen += (chunk as Buffer).length;
    if (seen > limit) throw tooLarge(limit, 'The body');
    yield chunk as Buffer;
  }
}
