import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { HttpProblem } from './http-problem.ts';

export const SESSION_COOKIE = 'skoop-session';

export type Authentication = {
  /** Whether a token is needed at all. */
  readonly required: boolean;
  readonly check: RequestHandler;
  readonly isToken: (token: string) => boolean;
  /** Value of the session cookie: proves that its owner once had the token, and is not the token. */
  readonly session: string;
};

/** Bearer token in the header, or the session cookie that was got for it. Without a token everybody may. */
export function createAuthentication(token: string | undefined): Authentication {
  if (token === undefined) {
    return { required: false, check: (_req, _res, next) => next(), isToken: () => true, session: '' };
  }
  const session = createHmac('sha256', token).update('skoop session 1').digest('base64url');
  const isToken = (given: string): boolean => equal(given, token);
  const check: RequestHandler = (req, _res, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
    if (bearer === undefined ? equal(cookieOf(req), session) : isToken(bearer)) return next();
    throw unauthorized(bearer === undefined ? 'This server asks for a token.' : 'The token is not the right one.');
  };
  return { required: true, check, isToken, session };
}

export const unauthorized = (detail: string): HttpProblem =>
  new HttpProblem({
    id: 'unauthorized',
    status: 401,
    title: 'Token needed',
    detail,
    hint: 'Send `Authorization: Bearer <token>`; the token is in the file that the server was started with (--token-file).',
    headers: { 'www-authenticate': 'Bearer realm="skoop"' },
  });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Takes as long whatever is different. */
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

function cookieOf(req: Request): string {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE) return value ?? '';
  }
  return '';
}
