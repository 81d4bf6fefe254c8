import type { RequestHandler } from 'express';
import { HttpProblem } from './http-problem.ts';

/** `[::1]:8090` -> `::1`, `LOCALHOST.:80` -> `localhost`. */
export const hostName = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();

export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);

/**
 * A page of another site cannot read what this server says, but it can make a browser ask, and DNS rebinding lets it pose as this origin.
 * So on a loopback address only the names of loopback (and those that were allowed) are answered; elsewhere only `allowed`, if any are given.
 */
export const hostCheck = (isLoopback: boolean, allowed: readonly string[]): RequestHandler => {
  const names = new Set(allowed.map(hostName));
  return (req, _res, next) => {
    const name = hostName(req.headers.host ?? '');
    const isFine = names.has(name) || (isLoopback ? isLoopbackName(name) : names.size === 0);
    if (isFine) return next();
    throw new HttpProblem({
      id: 'wrong-host',
      status: 421,
      title: 'Wrong host name',
      detail: `This server is not known as ${name.slice(0, 100) || 'nothing'}.`,
      hint: 'Open it by its own address, or start it with --allowed-host for the name of a proxy in front.',
    });
  };
};

/** Changes are only made by pages of this origin and by programs, which send neither header. */
export const sameOriginOnly: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin.replace(/^https?:\/\//, '') !== req.headers.host);
  if (!isForeign) return next();
  throw new HttpProblem({
    id: 'foreign-origin',
    status: 403,
    title: 'Asked by another site',
    detail: 'The request comes from a page of another origin.',
    hint: 'Use the page that this server serves, or a program.',
  });
};
