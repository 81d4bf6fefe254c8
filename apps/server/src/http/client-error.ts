import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { toProblem } from './http-problem.ts';

type ParseError = Error & { readonly code?: string };

const KNOWN: Readonly<
  Record<string, { readonly status: number; readonly reason: string; readonly detail: string; readonly hint: string }>
> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    detail: 'The headers of the request are larger than 16 KiB.',
    hint: 'Clear the cookies of this address, or send fewer headers.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    detail: 'The request did not arrive in time.',
    hint: 'Try again; for a large upload over a slow line, upload from nearer.',
  },
};
const MALFORMED = {
  status: 400,
  reason: 'Bad Request',
  detail: 'This is not HTTP as this server understands it.',
  hint: 'Check that the address begins with http:// and that nothing in between changes the request.',
};

/** Answers what was never a request, with the same kind of problem as everything else. */
export const answerClientError =
  (log: Logger) =>
  (error: ParseError, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, reason, detail, hint } = KNOWN[error.code ?? ''] ?? MALFORMED;
    log.debug({ code: error.code }, 'malformed request');
    const body = JSON.stringify(toProblem({ id: 'malformed', status, title: reason, detail, hint }, ''));
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  };
