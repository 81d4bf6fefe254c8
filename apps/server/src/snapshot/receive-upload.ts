import { open } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { HttpProblem } from '../http/http-problem.ts';

/** First bytes of every gzip file. */
const GZIP_MAGIC = gzipSync('').subarray(0, 2);

/** Writes a body to a new file, chunk by chunk, and tells its size once it is on the disk. */
export async function receiveUpload(body: AsyncIterable<Buffer>, file: string): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let bytes = 0;
    let head: Buffer = Buffer.alloc(0);
    for await (const chunk of body) {
      if (head.length < 2) {
        head = Buffer.concat([head, chunk.subarray(0, 2)]).subarray(0, 2);
        if (!GZIP_MAGIC.subarray(0, head.length).equals(head)) throw notGzip();
      }
      await handle.writeFile(chunk);
      bytes += chunk.length;
    }
    if (head.length < 2) throw notGzip();
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}

const notGzip = (): HttpProblem =>
  new HttpProblem({
    id: 'bad-snapshot',
    status: 422,
    title: 'Snapshot cannot be read',
    detail: 'What was sent is not a .tar.gz file.',
    hint: 'Send the snapshot folder as `tar czf snapshot.tar.gz -C FOLDER .` makes it, or as `skoop snapshot` wrote it.',
  });
