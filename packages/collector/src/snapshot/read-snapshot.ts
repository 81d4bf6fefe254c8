import type { Gap, KubeObject, NodeDump, Snapshot } from '@skoop/model';
import type { SnapshotFile } from '../archive/untar.ts';
import { parseDump } from '../parse-dump.ts';
import { decodeText } from '../text-decoder.ts';
import { layoutOf } from './layout.ts';
import { objectGap, readObjects } from './read-objects.ts';
import { SnapshotError } from './snapshot-error.ts';
import { usableDump } from './usable-dump.ts';

/** Resources that every diagnosis reads; without one of them it is told so. */
const EXPECTED = ['nodes', 'pods', 'services', 'networkpolicies', 'namespaces'] as const;
/** Never read, whoever put them there. */
const SECRET = new Set(['secrets']);

/**
 * A snapshot from the files of its folder. Whatever is missing or cannot be read is a gap of the result; throws SnapshotError if
 * the files are no snapshot at all, or one of a newer version.
 */
export function readSnapshot(files: Iterable<SnapshotFile>): Snapshot {
  const { header, objects, dumps } = layoutOf(files);
  if (!header && objects.size === 0 && dumps.size === 0)
    throw new SnapshotError(
      'snapshot-empty',
      'There is no snapshot: neither snapshot.json nor objects/*.json nor nodes/*.dump.',
      '`skoop snapshot --help` shows how to make one of your cluster.',
    );
  const gaps: Gap[] = [];
  const head = readHeader(header, gaps);
  const lists: Record<string, readonly KubeObject[]> = Object.create(null);
  for (const [resource, file] of objects) {
    if (SECRET.has(resource)) continue;
    const read = readObjects(resource, file.bytes);
    gaps.push(...read.gaps);
    if (read.items.length > 0 || read.gaps.length === 0) lists[resource] = read.items;
  }
  const nodes = new Map<string, NodeDump>();
  const known = new Set(lists.nodes?.map((o) => o.metadata.name));
  for (const [name, file] of dumps) {
    const { dump, gaps: lost } = usableDump(parseDump(file.bytes, name));
    const mistaken = dump && isOfAnother(dump, known);
    if (mistaken) gaps.push(mixedUp(dump));
    else if (dump) nodes.set(name, dump);
    gaps.push(...lost);
  }
  gaps.push(...missingObjects(lists), ...missingDumps(lists.nodes, nodes, new Set(dumps.keys())));
  return { schemaVersion: 1, ...head, objects: lists, nodes, gaps };
}

function readHeader(file: SnapshotFile | undefined, gaps: Gap[]): Pick<Snapshot, 'takenAt' | 'cluster' | 'tool'> {
  const unknown = { takenAt: '', cluster: '', tool: '' };
  const lacking = (why: string): typeof unknown => {
    gaps.push(
      objectGap(
        'snapshot-header',
        `snapshot.json ${why}, so it is not known when and of which cluster the snapshot was taken.`,
        'Write { "schemaVersion": 1, "takenAt": "2026-01-31T12:00:00Z", "cluster": "NAME", "tool": "by hand" } into it.',
      ),
    );
    return unknown;
  };
  if (!file) return lacking('is missing');
  let value: unknown;
  try {
    value = JSON.parse(decodeText(file.bytes).replace(/^\uFEFF/, ''));
  } catch {
    return lacking('is no JSON');
  }
  if (typeof value !== 'object' || value === null) return lacking('is no JSON object');
  const { schemaVersion, takenAt, cluster, tool } = value as Readonly<Record<string, unknown>>;
  if (schemaVersion !== 1)
    throw new SnapshotError(
      'snapshot-version',
      `snapshot.json says schemaVersion ${JSON.stringify(schemaVersion)?.slice(0, 40)}; this version of skoop reads 1.`,
      'Use the version of skoop that made it, or make a new snapshot.',
    );
  const text = (v: unknown): string => (typeof v === 'string' ? v.slice(0, 500) : '');
  return { takenAt: text(takenAt), cluster: text(cluster), tool: text(tool) };
}

/** A host may be called otherwise than its node, but not as another node: then the files were mixed up, and what they say would be told of the wrong node. */
const isOfAnother = ({ node, hostname }: NodeDump, known: ReadonlySet<string>): boolean =>
  hostname !== node && known.has(node) && known.has(hostname);

const mixedUp = ({ node, hostname }: NodeDump): Gap => ({
  id: 'dump-of-another-node',
  node,
  netns: '',
  message: `The dump of ${node} was made on ${hostname}, as its host name says, and is not used.`,
  action: `Call it ${hostname}.dump, and put what collect.sh prints on ${node} into ${node}.dump.`,
});

function missingObjects(lists: Readonly<Record<string, readonly KubeObject[]>>): Gap[] {
  const missing: string[] = EXPECTED.filter((r) => !Object.hasOwn(lists, r));
  if (!Object.hasOwn(lists, 'endpointslices') && !Object.hasOwn(lists, 'endpoints')) missing.push('endpointslices');
  return missing.map((r) =>
    objectGap(
      'objects-missing',
      `The snapshot has no ${r}, so what they promise is not known.`,
      `Run \`kubectl get ${r} -A -o json > objects/${r}.json\`.`,
    ),
  );
}

function missingDumps(
  objects: readonly KubeObject[] | undefined,
  nodes: ReadonlyMap<string, NodeDump>,
  given: ReadonlySet<string>,
): Gap[] {
  const names = (objects ?? []).map((o) => o.metadata.name);
  const known = new Set(names);
  const without = names
    .filter((name) => !given.has(name))
    .map((node) => ({
      id: 'node-not-collected',
      node,
      netns: '',
      message: `Nothing was collected from node ${node}.`,
      action: `Run \`sh collect.sh > ${node}.dump\` as root on ${node} and put the file into nodes/ of the snapshot.`,
    }));
  const strangers = objects === undefined ? [] : [...nodes.values()].filter((d) => !known.has(d.node));
  return [
    ...without,
    ...strangers.map((dump) => ({
      id: 'dump-without-node',
      node: dump.node,
      netns: '',
      message: `There is a dump of ${dump.node}, but the cluster has no node of that name${known.has(dump.hostname) ? ` (its host name is ${dump.hostname})` : ''}.`,
      action: 'Name each dump after its node, as in `kubectl get nodes`.',
    })),
  ];
}
