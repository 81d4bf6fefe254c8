import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
/** Below this many characters compressing costs more than it saves. */
const WORTH_IT = 2048;

/** JSON, compressed if it is long and the client understands it. */
export const sendJson = (req: Request, res: Response, value: unknown): Promise<void> =>
  sendText(req, res, JSON.stringify(value), 'application/json');

export async function sendText(req: Request, res: Response, text: string, type: string): Promise<void> {
  res.type(type);
  if (!res.hasHeader('cache-control')) res.setHeader('cache-control', 'no-store');
  res.vary('Accept-Encoding');
  const encoding = text.length < WORTH_IT ? false : req.acceptsEncodings('br', 'gzip', 'identity');
  if (encoding !== 'br' && encoding !== 'gzip') {
    res.send(text);
    return;
  }
  const bytes = Buffer.from(text);
  const body =
    encoding === 'br'
      ? await brotliAsync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
      : await gzipAsync(bytes);
  res.setHeader('content-encoding', encoding);
  res.send(body);
}
