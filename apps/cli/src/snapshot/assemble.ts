import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SnapshotFile } from '@skoop/collector';
import { CommandError, EXIT } from '../exit-status.ts';
import { resourceOf } from './resources.ts';

type KubeList = { readonly kind?: unknown; readonly items?: unknown; readonly metadata?: unknown };
type Item = { readonly kind?: unknown };

const MAX_DUMP = 1 << 30;

/** Gathers kubectl JSON and node dumps, told apart by their content, into the files of a snapshot. */
export async function assemble(
  inputs: readonly string[],
  header: Readonly<Record<string, unknown>>,
): Promise<readonly SnapshotFile[]> {
  const objects = new Map<string, unknown[]>();
  const dumps = new Map<string, Uint8Array>();
  for (const file of await expand(inputs)) {
    const bytes = await readFile(file).catch((error: Error) => {
      throw new CommandError(
        EXIT.snapshot,
        `${file} cannot be read: ${error.message}.`,
        'Check the name and the permissions.',
      );
    });
    const content = unpacked(file, bytes);
    const start = content.subarray(0, 32).toString('latin1').trimStart();
    if (start.startsWith('skoop-dump')) addDump(dumps, file, content);
    else if (start.startsWith('{')) addObjects(objects, file, content);
    else
      throw new CommandError(
        EXIT.snapshot,
        `${file} is neither the output of collect.sh nor of \`kubectl get -o json\`.`,
        'Make them with `sh collect.sh > NODE.dump` on each node and `kubectl get RESOURCE -A -o json > RESOURCE.json`.',
      );
  }
  const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
  return [
    { path: 'snapshot.json', bytes: json(header) },
    ...[...objects].sort().map(([resource, items]) => ({
      path: `objects/${resource}.json`,
      bytes: json({ apiVersion: 'v1', kind: 'List', items }),
    })),
    ...[...dumps].sort().map(([node, bytes]) => ({ path: `nodes/${node}.dump`, bytes })),
  ];
}

async function expand(inputs: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const input of inputs) {
    const stat = await lstat(input).catch(() => undefined);
    if (!stat)
      throw new CommandError(
        EXIT.usage,
        `there is no file ${input}.`,
        'Give kubectl JSON files, node dumps, or folders of them.',
      );
    if (!stat.isDirectory()) files.push(input);
    else
      for (const entry of await readdir(input, { withFileTypes: true, recursive: true }))
        if (entry.isFile() && /\.(json|dump|dump\.gz)$/.test(entry.name) && entry.name !== 'snapshot.json')
          files.push(path.join(entry.parentPath, entry.name));
  }
  return files.sort();
}

function unpacked(file: string, bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_DUMP });
  } catch (error) {
    throw new CommandError(
      EXIT.snapshot,
      `${file} cannot be unpacked: ${(error as Error).message}.`,
      'Copy it again, or collect again without --gzip.',
    );
  }
}

function addDump(dumps: Map<string, Uint8Array>, file: string, bytes: Uint8Array): void {
  const node = path
    .basename(file)
    .replace(/\.gz$/, '')
    .replace(/\.dump$/, '');
  if (dumps.has(node))
    throw new CommandError(
      EXIT.usage,
      `there are two dumps of node ${node}.`,
      'Name each dump after its node, as in `kubectl get nodes`: NODE.dump.',
    );
  dumps.set(node, bytes);
}

function addObjects(objects: Map<string, unknown[]>, file: string, bytes: Buffer): void {
  const bad = (why: string): CommandError =>
    new CommandError(
      EXIT.snapshot,
      `${file} ${why}.`,
      'Make it with `kubectl get RESOURCE -A -o json > RESOURCE.json`.',
    );
  let value: KubeList & Item;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw bad('is not valid JSON; was it cut off?');
  }
  const items: unknown[] = Array.isArray(value.items) ? value.items : [value];
  const listKind =
    typeof value.kind === 'string' && value.kind !== 'List' ? value.kind.replace(/List$/, '') : undefined;
  if (items.length === 0) {
    const resource = listKind ? resourceOf(listKind) : path.basename(file, '.json');
    if (!objects.has(resource)) objects.set(resource, []);
  }
  for (const item of items) {
    const kind = typeof item === 'object' && item !== null ? ((item as Item).kind ?? listKind) : undefined;
    if (typeof kind !== 'string') throw bad('holds something that is no Kubernetes object');
    const resource = resourceOf(kind);
    const known = objects.get(resource);
    if (known) known.push(item);
    else objects.set(resource, [item]);
  }
}
