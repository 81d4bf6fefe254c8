import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { helperProgram } from './native.ts';

/** What a request left behind. `pid` is in the helper's pid namespace. */
export type HelperReply = {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly pid?: number;
  /** Inode of the network namespace. */
  readonly netns?: number;
};

type Waiting = { resolve(reply: HelperReply): void; reject(error: Error): void };
type Head = { id: number; status: number; out: number; err: number; pid?: number; netns?: number };

const encodeWord = (word: string): string =>
  word === '' ? '%00' : word.replace(/[%\s]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/**
 * One running helper (native/daemon.c, where the protocol is written down). Everything it made ends when it ends, and it ends
 * when this process does, however that happens: its standard input closes.
 */
export class Helper {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #lastId = 0;

  constructor() {
    this.#child = spawn(helperProgram(), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin.on('error', () => undefined); // told by the exit below
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#ended = new Promise((resolve) => {
      this.#child.on('exit', () => {
        for (const w of this.#waiting.values()) w.reject(new Error('the lab helper ended'));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  /** Sends a request; resolves with the reply whatever its status is. */
  request(words: readonly string[], payload: string | Buffer = ''): Promise<HelperReply> {
    const id = ++this.#lastId;
    const body = Buffer.from(payload);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdin.write(`${id} ${body.length} ${words.map(encodeWord).join(' ')}\n`);
      if (body.length > 0) this.#child.stdin.write(body);
    });
  }

  /** Ends the helper and with it everything it made. */
  close(): Promise<void> {
    this.#child.stdin.end();
    return this.#ended;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const newline = this.#received.indexOf(10);
      if (newline < 0) return;
      const head = JSON.parse(this.#received.subarray(0, newline).toString()) as Head;
      const start = newline + 1;
      const end = start + head.out + head.err;
      if (this.#received.length < end) return;
      const stdout = Buffer.from(this.#received.subarray(start, start + head.out));
      const stderr = this.#received.subarray(start + head.out, end).toString();
      this.#received = this.#received.subarray(end);
      const waiting = this.#waiting.get(head.id);
      this.#waiting.delete(head.id);
      waiting?.resolve({ status: head.status, stdout, stderr, pid: head.pid, netns: head.netns });
    }
  }
}
