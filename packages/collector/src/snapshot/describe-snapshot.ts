import type { Gap, NodeDump, Snapshot } from '@skoop/model';

export type SnapshotDescription = {
  readonly objects: readonly { readonly resource: string; readonly count: number }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly takenAt: string;
    readonly kernel: string;
    readonly namespaces: number;
    readonly gaps: readonly Gap[];
  }[];
  /** Everything that is missing, of the snapshot and of all its nodes; each once. */
  readonly gaps: readonly Gap[];
  /** Nothing is missing. */
  readonly complete: boolean;
  /** All of that for people, with a line feed at its end. */
  readonly text: string;
};

/** Dumps that were taken further apart than this may tell of different states of one connection. */
const APART_MS = 10 * 60_000;

/** What a snapshot holds, what is missing in it, and what to do about that. */
export function describeSnapshot(snapshot: Snapshot): SnapshotDescription {
  const objects = Object.entries(snapshot.objects)
    .map(([resource, items]) => ({ resource, count: items.length }))
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
  const dumps = [...snapshot.nodes.values()];
  const nodes = dumps.map((dump) => ({
    name: dump.node,
    takenAt: dump.takenAt,
    kernel: dump.kernel,
    namespaces: dump.namespaces.length,
    gaps: distinct([...dump.gaps, ...dump.namespaces.flatMap((ns) => ns.gaps)]),
  }));
  const gaps = distinct([...snapshot.gaps, ...apart(dumps), ...nodes.flatMap((n) => n.gaps)]);
  const summary = { objects, nodes, gaps, complete: gaps.length === 0 };
  return { ...summary, text: tell(snapshot, summary) };
}

function distinct(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.id} ${gap.node} ${gap.message}`, gap])).values()];
}

function apart(dumps: readonly NodeDump[]): readonly Gap[] {
  const times = dumps.map((d) => Date.parse(d.takenAt)).filter((t) => Number.isFinite(t));
  const minutes = Math.round((Math.max(...times) - Math.min(...times)) / 60_000);
  if (times.length < 2 || minutes * 60_000 <= APART_MS) return [];
  return [
    {
      id: 'dumps-apart',
      node: '',
      netns: '',
      message: `The dumps were taken up to ${minutes} minutes apart: they may not fit together.`,
      action: 'Collect from all nodes at about the same time.',
    },
  ];
}

function tell(snapshot: Snapshot, { objects, nodes, gaps }: Omit<SnapshotDescription, 'text'>): string {
  const lines = [`Cluster ${snapshot.cluster || '(no name)'}, taken at ${snapshot.takenAt || '(unknown)'}`, ''];
  lines.push('Objects');
  for (const { resource, count } of objects) lines.push(`  ${String(count).padStart(6)}  ${resource}`);
  if (objects.length === 0) lines.push('  none');
  lines.push('', 'Nodes');
  const width = Math.max(0, ...nodes.map((n) => n.name.length));
  for (const { name, takenAt, kernel, namespaces } of nodes)
    lines.push(
      `  ${name.padEnd(width)}  kernel ${kernel || '?'}, ${namespaces - 1} pod namespaces, taken at ${takenAt || '?'}`,
    );
  if (nodes.length === 0) lines.push('  none');
  lines.push('');
  if (gaps.length === 0) lines.push('Nothing is missing.');
  else lines.push(`Missing (${gaps.length})`);
  for (const gap of gaps.slice(0, MOST)) lines.push(`  - ${gap.message}`, ...(gap.action ? [`    ${gap.action}`] : []));
  if (gaps.length > MOST) lines.push(`  ... and ${gaps.length - MOST} more`);
  return `${lines.join('\n')}\n`;
}

/** More are not read by anybody. */
const MOST = 100;
