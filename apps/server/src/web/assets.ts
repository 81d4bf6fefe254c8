import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';
export type Asset = {
  readonly type: string;
  /** The file's name holds a hash of its content, so it never changes. */
  readonly immutable: boolean;
  readonly body: (encoding: Encoding) => Promise<Buffer>;
};

const TYPES: Readonly<Record<string, { readonly type: string; readonly text: boolean }>> = {
  '.html': { type: 'text/html; charset=utf-8', text: true },
  '.js': { type: 'text/javascript; charset=utf-8', text: true },
  '.css': { type: 'text/css; charset=utf-8', text: true },
  '.json': { type: 'application/json', text: true },
  '.map': { type: 'application/json', text: true },
  '.svg': { type: 'image/svg+xml', text: true },
  '.sh': { type: 'text/x-shellscript; charset=utf-8', text: true },
  '.txt': { type: 'text/plain; charset=utf-8', text: true },
  '.webmanifest': { type: 'application/manifest+json', text: true },
  '.ico': { type: 'image/x-icon', text: false },
  '.png': { type: 'image/png', text: false },
  '.ttf': { type: 'font/ttf', text: true },
  '.woff2': { type: 'font/woff2', text: false },
};

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);
const compress: { readonly [E in Encoding]: (bytes: Buffer) => Promise<Buffer> } = {
  identity: async (bytes) => bytes,
  gzip: (bytes) => gzipAsync(bytes, { level: 9 }),
  br: (bytes) => brotliAsync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
};

/**
 * The files of the web app, by URL path. They are listed at the start, so no request ever becomes a path of the file system. Each is read,
 * and compressed in each form, when it is first asked for.
 */
export async function readAssets(dir: string): Promise<ReadonlyMap<string, Asset>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const assets = new Map<string, Asset>();
  for (const entry of entries) {
    const known = TYPES[path.extname(entry.name)];
    if (!entry.isFile() || !known) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const url = `/${path.relative(dir, file).split(path.sep).join('/')}`;
    assets.set(url, asset(file, url, known));
  }
  return assets;
}

function asset(file: string, url: string, { type, text }: { readonly type: string; readonly text: boolean }): Asset {
  const bodies = new Map<Encoding, Promise<Buffer>>();
  const body = (wanted: Encoding): Promise<Buffer> => {
    const encoding = text ? wanted : 'identity';
    const known = bodies.get(encoding);
    if (known) return known;
    const made = encoding === 'identity' ? readFile(file) : body('identity').then(compress[encoding]);
    bodies.set(encoding, made);
    made.catch(() => bodies.delete(encoding));
    return made;
  };
  return { type, immutable: url.startsWith('/assets/'), body };
}

export const isCompressible = (asset: Asset): boolean =>
  Object.values(TYPES).some((known) => known.text && known.type === asset.type);
