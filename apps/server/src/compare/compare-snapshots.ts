import type { LineChange } from '@skoop/api';
import type { KubeObject, NamespaceDump, Snapshot } from '@skoop/model';
import { linesOf } from '../snapshot/section-lines.ts';
import { diffLines } from './line-diff.ts';

const CHANGE_LIMIT = 500;

/** Sections that change by themselves from one second to the next, and one that says the same as another. */
const VOLATILE = new Set(['conntrack', 'ss', 'ip-neigh', 'ip-6neigh', 'nft-json']);

export type Changes = { readonly changes: readonly LineChange[]; readonly changesTruncated: boolean };

/** Lines and object fields that differ, on these nodes; at most 500. */
export function compareSnapshots(before: Snapshot, after: Snapshot, nodes: ReadonlySet<string>): Changes {
  const changes: LineChange[] = [];
  for (const change of differences(before, after, nodes)) {
    if (changes.length >= CHANGE_LIMIT) return { changes, changesTruncated: true };
    changes.push(change);
  }
  return { changes, changesTruncated: false };
}

function* differences(before: Snapshot, after: Snapshot, nodes: ReadonlySet<string>): Generator<LineChange> {
  for (const node of nodes) {
    const [a, b] = [before.nodes.get(node), after.nodes.get(node)];
    // A derived snapshot shares all that was not edited.
    if (!a || !b || a === b) continue;
    for (const ns of a.namespaces) {
      const twin =
        b.namespaces.find((other) => other.id === ns.id && other.podUid === ns.podUid) ??
        b.namespaces.find((other) => other.podUid === ns.podUid && ns.podUid !== '');
      if (twin && twin !== ns) yield* sectionDifferences(node, ns, twin);
    }
  }
  for (const resource of Object.keys(before.objects)) {
    const [a, b] = [
      before.objects[resource],
      Object.hasOwn(after.objects, resource) ? after.objects[resource] : undefined,
    ];
    if (a && b && a !== b) yield* objectDifferences(resource, a, b);
  }
}

function* sectionDifferences(node: string, before: NamespaceDump, after: NamespaceDump): Generator<LineChange> {
  const others = new Map(after.sections.map((section) => [section.name, section]));
  for (const section of before.sections) {
    const other = others.get(section.name);
    if (!other || other.text === section.text || VOLATILE.has(section.name)) continue;
    for (const { kind, line, text } of diffLines(linesOf(section), linesOf(other), withoutCounters)) {
      yield {
        node,
        netns: kind === 'removed' ? before.id : after.id,
        section: section.name,
        line,
        kind,
        text: text.slice(0, 2000),
      };
    }
  }
}

/** Packet counters differ always and say nothing about a rule. */
const withoutCounters = (line: string): string =>
  line.startsWith('#') ? '#' : line.replace(/\[\d+:\d+\]|\bcounter packets \d+ bytes \d+/g, '');

function* objectDifferences(
  resource: string,
  before: readonly KubeObject[],
  after: readonly KubeObject[],
): Generator<LineChange> {
  const keyOf = ({ metadata }: KubeObject): string =>
    `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
  const others = new Map(after.map((object) => [keyOf(object), object]));
  const change = (kind: LineChange['kind'], text: string): LineChange => ({
    node: '',
    netns: '',
    section: `objects/${resource}`,
    line: 0,
    kind,
    text: text.slice(0, 2000),
  });
  for (const object of before) {
    const key = keyOf(object);
    const other = others.get(key);
    others.delete(key);
    if (!other) yield change('removed', key);
    else if (other !== object) {
      const [a, b] = [fieldsOf(object), fieldsOf(other)];
      for (const [path, value] of a) if (b.get(path) !== value) yield change('removed', `${key}: ${path} = ${value}`);
      for (const [path, value] of b) if (a.get(path) !== value) yield change('added', `${key}: ${path} = ${value}`);
    }
  }
  for (const key of others.keys()) yield change('added', key);
}

/** Fields that the API server and controllers write at every turn. */
const BOOKKEEPING =
  /^metadata\.(resourceVersion|generation|managedFields|creationTimestamp)|lastHeartbeatTime|lastTransitionTime/;
const FIELD_LIMIT = 2000;

/** Every leaf by its path. */
function fieldsOf(object: KubeObject): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const pending: [string, unknown][] = [['', object]];
  while (pending.length > 0 && fields.size < FIELD_LIMIT) {
    const [path, value] = pending.pop() ?? ['', undefined];
    if (BOOKKEEPING.test(path)) continue;
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        pending.push([Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`, inner]);
      }
    } else fields.set(path, JSON.stringify(value) ?? '');
  }
  return fields;
}
