import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CACHE_DIRECTORY, cached, compile } from './native.ts';

/** A packet as far as the tracer reads it; ports and the rest are there where the protocol has them. */
export type TracedPacket = {
  readonly src: string;
  readonly dst: string;
  readonly protocol: number;
  readonly ttl: number;
  readonly length: number;
  readonly sport?: number;
  readonly dport?: number;
  readonly seq?: number;
  readonly ack?: number;
  /** TCP flag byte. */
  readonly flags?: number;
  /** First byte of a UDP payload. */
  readonly first?: number;
  readonly type?: number;
  readonly code?: number;
  readonly id?: number;
  readonly vni?: number;
  readonly inner?: TracedPacket | null;
  readonly about?: TracedPacket | null;
};

export type TraceEvent = {
  readonly kind: 'drop' | 'syn' | 'icmp' | 'reset';
  /** CLOCK_MONOTONIC, ms. */
  readonly time: number;
  readonly netns: number;
  readonly device: string;
  readonly mark: number;
  readonly packet: TracedPacket | null;
  /** Drops: name in enum skb_drop_reason, and the kernel functions from the innermost outwards. */
  readonly reason?: string;
  readonly stack?: readonly string[];
  readonly type?: number;
  readonly code?: number;
};

const BPF_SOURCES = ['trace-event.h', 'trace.bpf.c'];

function bpfObject(): string {
  return cached('trace.bpf.o', BPF_SOURCES, (target) => {
    const types = compile('bpftool', ['btf', 'dump', 'file', '/sys/kernel/btf/vmlinux', 'format', 'c']);
    writeFileSync(`${CACHE_DIRECTORY}vmlinux.h`, types);
    const machine = process.arch === 'arm64' ? 'arm64' : 'x86';
    compile('clang', [
      ...['-O2', '-g', '-target', 'bpf', `-D__TARGET_ARCH_${machine}`],
      ...['-I', CACHE_DIRECTORY, `-I/usr/include/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`],
      ...['-c', 'trace.bpf.c', '-o', target],
    ]);
  });
}

const tracerProgram = (): string =>
  cached('skoop-trace', ['trace-event.h', 'trace.c'], (target) => {
    compile('gcc', ['-O2', '-Wall', '-Wextra', '-o', target, 'trace.c', '-lbpf', '-lelf', '-lz']);
  });

/** Listens to the whole machine's kernel; callers pick out their own namespaces' events. */
export class Tracer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #flushes = new Map<number, () => void>();
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  #lastFlush = 0;

  private constructor(ready: () => void, failed: (error: Error) => void) {
    this.#child = spawn(tracerProgram(), [bpfObject()], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('exit', (status) => failed(new Error(`the tracer ended with status ${status}`)));
    readline.createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as TraceEvent & { ready?: number; flushed?: number };
      if (message.ready) ready();
      else if (message.flushed !== undefined) this.#flushes.get(message.flushed)?.();
      else for (const listener of this.#listeners) listener(message);
    });
  }

  static start(): Promise<Tracer> {
    return new Promise((resolve, reject) => {
      const tracer: Tracer = new Tracer(() => resolve(tracer), reject);
    });
  }

  /** Runs something and returns the events of the whole machine meanwhile, oldest first. */
  async during<T>(act: () => Promise<T>): Promise<{ readonly value: T; readonly events: readonly TraceEvent[] }> {
    const events: TraceEvent[] = [];
    const listener = (event: TraceEvent) => events.push(event);
    await this.#flush();
    this.#listeners.add(listener);
    try {
      const value = await act();
      await this.#flush();
      return { value, events: events.toSorted((a, b) => a.time - b.time) };
    } finally {
      this.#listeners.delete(listener);
    }
  }

  stop(): void {
    this.#child.stdin.end();
  }

  #flush(): Promise<void> {
    const id = ++this.#lastFlush;
    return new Promise((resolve) => {
      this.#flushes.set(id, () => {
        this.#flushes.delete(id);
        resolve();
      });
      this.#child.stdin.write(`${id}\n`);
    });
  }
}
