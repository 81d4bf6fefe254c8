import { ArchiveError } from './archive-error.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';

type Reader = { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };
type Writer = {
  ready: Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
};
/** Of the platform: in Node since 18 and in browsers, but in no ES library. */
declare const DecompressionStream: new (
  format: 'gzip',
) => { readonly readable: { getReader(): Reader }; readonly writable: { getWriter(): Writer } };

const PIECE = 64 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks gzip and stops as soon as it grows beyond the limits. Throws ArchiveError. */
export async function gunzip(
  bytes: Uint8Array,
  name: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Uint8Array> {
  const stream = new DecompressionStream('gzip');
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  // A fault of the data shows at the reader; the writer's own report of it is not needed.
  const fed = feed(writer, bytes).catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !value) break;
      total += value.length;
      if (total > limits.maxBytes) throw tooBig(name, `more than ${Math.round(limits.maxBytes / 1048576)} MB`);
      if (total > limits.freeBytes && total > bytes.length * limits.maxRatio)
        throw tooBig(name, `more than ${limits.maxRatio} times its packed size`);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    writer.abort().catch(() => undefined);
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(
      'archive-damaged',
      `${name} is damaged: it cannot be unpacked to its end.`,
      'Copy or make it again; was the transfer cut off?',
    );
  }
  await fed;
  return join(chunks, total);
}

async function feed(writer: Writer, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    await writer.ready;
    await writer.write(bytes.subarray(at, at + PIECE));
  }
  await writer.close();
}

const tooBig = (name: string, what: string): ArchiveError =>
  new ArchiveError(
    'archive-too-big',
    `${name} unpacks to ${what}; nothing more of it was read.`,
    'If it really is a snapshot, unpack it yourself and give the folder, or leave out nodes that the packet does not cross.',
  );

function join(chunks: readonly Uint8Array[], total: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
