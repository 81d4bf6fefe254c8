import path from 'node:path';
import { readSnapshot, type SnapshotFile } from '@skoop/collector';
import { diagnose } from '@skoop/providers';
import { expect, it } from 'vitest';
import { SCENARIOS_DIRECTORY } from './scenarios/scenario.ts';
import { folderFiles } from './truth/read-folder.ts';

const recorded = folderFiles(path.join(SCENARIOS_DIRECTORY, 'healthy-vxlan', 'snapshot'));

/** What `collect.sh --pods UID` prints of a node: the namespaces of all other pods are left out. */
function onlyPod(file: SnapshotFile, name: string): SnapshotFile {
  const uid = readSnapshot(recorded).objects.pods?.find((p) => p.metadata.name === name)?.metadata.uid ?? '';
  const text = new TextDecoder().decode(file.bytes);
  const boundary = text.split('\n')[0]?.split(' ')[2] ?? '';
  const [head = '', ...namespaces] = text.split(`${boundary} namespace `);
  const end = `${boundary} end-dump`;
  const kept = namespaces.filter((n) => n.startsWith('host ') || n.includes(uid));
  const whole = [head, ...kept].join(`${boundary} namespace `).replace(end, '');
  return { path: file.path, bytes: new TextEncoder().encode(`${whole.trimEnd()}\n${end}\n`) };
}

it.each([
  ['from a pod on the same bridge', 'default/client', 'default/web-1', 8080],
  ['from the node itself', 'node/node-1', 'default/web-1', 8080],
])('a pod whose namespace was not collected makes the answer unknown, %s', async (_, source, destination, port) => {
  const files = recorded.map((f) => (f.path.endsWith('node-1.dump') ? onlyPod(f, 'client') : f));
  const { verdict } = await diagnose({
    snapshot: readSnapshot(files),
    source,
    destination,
    port,
    protocol: 'tcp',
    now: () => new Date(0),
  });
  expect(verdict.drops).toEqual([]);
  expect(verdict.outcome).toBe('unknown');
  expect(verdict.gaps[0]?.message).toMatch(/default\/web-1 is not in the dump of node-1/);
});

it('a backend whose namespace was not collected makes its share of a Service unknown', async () => {
  const files = recorded.map((f) => (f.path.endsWith('node-1.dump') ? onlyPod(f, 'client') : f));
  const { verdict } = await diagnose({
    snapshot: readSnapshot(files),
    source: 'default/client',
    destination: 'svc/default/web',
    port: 80,
    protocol: 'tcp',
    now: () => new Date(0),
  });
  expect(verdict.drops).toEqual([]);
  expect(verdict.servers.map((s) => [s.netns, s.share])).toEqual([['default/web-2', 0.5]]);
  expect(verdict.gaps.map((g) => g.message).join()).toMatch(/default\/web-1 is not in the dump of node-1/);
});

const cut = (f: SnapshotFile): SnapshotFile => ({ ...f, bytes: f.bytes.subarray(0, 300) });
const dumpOf = (node: string): SnapshotFile | undefined => recorded.find((f) => f.path.endsWith(`${node}.dump`));

it.each<readonly [reason: string, change: (f: SnapshotFile) => SnapshotFile, said: RegExp]>([
  ['cut off before its first section', cut, /^The dump of node-2 was cut off/],
  [
    'made on another node',
    (f) => ({ ...f, bytes: dumpOf('node-1')?.bytes ?? f.bytes }),
    /^The dump of node-2 was made on node-1/,
  ],
  ['empty', (f) => ({ ...f, bytes: new Uint8Array() }), /^The dump of node-2 is empty/],
])('the answer says why a dump is of no use: %s', async (_, change, said) => {
  const { verdict } = await diagnose({
    snapshot: readSnapshot(recorded.map((f) => (f.path.endsWith('node-2.dump') ? change(f) : f))),
    source: 'default/client',
    destination: 'default/web-2',
    port: 8080,
    protocol: 'tcp',
    now: () => new Date(0),
  });
  expect(verdict.outcome).toBe('unknown');
  expect(verdict.gaps[0]?.message).toMatch(said);
});

/** What collect.sh prints on a node that has no `bridge`. */
function withoutBridge(file: SnapshotFile): SnapshotFile {
  const text = new TextDecoder().decode(file.bytes);
  const boundary = text.split('\n')[0]?.split(' ')[2] ?? '';
  const section = new RegExp(
    `(${boundary} section bridge-fdb\n${boundary} command [^\n]*\n)[\\s\\S]*?\n${boundary} end [^\n]*\n`,
  );
  const said = 'bridge: not found';
  const bytes = `$1\n${boundary} end 127 bytes=0 error ${said}\n`;
  return { path: file.path, bytes: new TextEncoder().encode(text.replace(section, bytes)) };
}

it('an FDB that was not read makes the answer of a tunnel unknown, not missing an entry', async () => {
  const diagnosis = await diagnose({
    snapshot: readSnapshot(recorded.map((f) => (f.path.endsWith('node-1.dump') ? withoutBridge(f) : f))),
    source: 'default/client',
    destination: 'default/web-2',
    port: 8080,
    protocol: 'tcp',
    now: () => new Date(0),
  });
  expect(diagnosis.verdict.outcome).toBe('unknown');
  expect(diagnosis.verdict.gaps[0]?.message).toMatch(/^bridge is not installed on node-1/);
  expect([...diagnosis.cluster.suspicions, ...diagnosis.nodes.flatMap((n) => n.suspicions)]).toEqual([]);
});
