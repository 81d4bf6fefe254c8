import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { RuleFrames } from './splice-dump.ts';

/** What the kernel did with one flow, asked several times. */
export type KernelSaw = {
  /** Pods that answered, `address:port`; sorted. */
  readonly servers: readonly string[];
  readonly symptoms: readonly string[];
  /** Did every server see another client than the one that asked? */
  readonly masquerade: boolean;
};

/** Of one scenario in one variant: the rules as collect.sh printed them, and what became of each flow that a kernel can be asked. */
export type Recorded = {
  readonly rules: RuleFrames;
  readonly kernel: readonly (KernelSaw | null)[];
};

/** All that was recorded: the node with its pods before there were rules, and scenarios by `variant: scenario`. */
export type GoldenRecording = {
  readonly kernel: string;
  readonly bed: string;
  readonly scenarios: Readonly<Record<string, Recorded>>;
};

const FOLDER = fileURLToPath(new URL('../../recordings/kube-proxy-flows/', import.meta.url));
const FILE = `${FOLDER}recording.json.br`;

export const recordingKey = (variant: { name: string }, scenario: { name: string }): string =>
  `${variant.name}: ${scenario.name}`;

/** Rule sets are much alike, and far apart: a window as long as all of them makes one twentieth of it. */
export function writeRecording(recording: GoldenRecording): void {
  mkdirSync(FOLDER, { recursive: true });
  const text = Buffer.from(JSON.stringify(recording));
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  writeFileSync(FILE, brotliCompressSync(text, { params }));
}

export const readRecording = (): GoldenRecording =>
  JSON.parse(brotliDecompressSync(readFileSync(FILE)).toString()) as GoldenRecording;
