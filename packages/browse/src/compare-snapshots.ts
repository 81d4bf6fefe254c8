import type { LineChange } from '@skoop/api';
import type { KubeObject, NamespaceDump, Snapshot } from '@skoop/model';
import { withoutCounters } from '@skoop/render';
import { lineKey } from './evidence-lines.ts';
import { diffLines } from './line-diff.ts';
import { linesOf } from './section-lines.ts';

const CHANGE_LIMIT = 500;

/** More than this are not even looked at to find those that decide. */
const SEARCH_LIMIT = 20_000;

/** Sections that change by themselves from one second to the next, and one that says the same as another. */
const VOLATILE = new Set(['conntrack', 'conntrack-stat', 'ss', 'ip-neigh', 'ip-6-neigh', 'nft-json', 'nsid']);

type Change = Omit<LineChange, 'role'>;
export type Changes = { readonly changes: readonly LineChange[]; readonly changesTruncated: boolean };

export type Scope = {
  readonly nodes: ReadonlySet<string>;
  /** Lines that the diagnoses rest on. */
  readonly decidedBefore: ReadonlySet<string>;
  readonly decidedAfter: ReadonlySet<string>;
};

/**
 * Lines and object fields that differ, on these nodes; at most 500. First those that a diagnosis rests on, then what people and controllers
 * write (rules, routes, settings, objects), then what the kernel says of itself.
 */
export function compareSnapshots(before: Snapshot, after: Snapshot, scope: Scope): Changes {
  const found: LineChange[] = [];
  let cut = false;
  for (const change of differences(before, after, scope.nodes)) {
    if (found.length >= SEARCH_LIMIT) {
      cut = true;
      break;
    }
    const decided = change.kind === 'removed' ? scope.decidedBefore : scope.decidedAfter;
    found.push({ ...change, role: roleOf(change, decided) });
  }
  // Stable: what ranks alike stays in the order of nodes, sections and lines.
  const changes = found.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));
  return { changes: changes.slice(0, CHANGE_LIMIT), changesTruncated: cut || changes.length > CHANGE_LIMIT };
}

/** What is written by people, controllers and daemons, and decides where packets go. */
const WRITTEN = /^(objects\/|ip6?tables|nft|ipset|ipvs|ip-(6-)?r(ule|oute)|ip-nexthop|ip-xfrm|sysctl|tc|resolv)/;
const ROLES = ['decides', 'configured', 'observed'] as const satisfies readonly LineChange['role'][];
/** Routes that come by themselves with an address. */
const BY_KERNEL = /\bproto kernel\b/;
const roleOf = (change: Change, decided: ReadonlySet<string>): LineChange['role'] =>
  decided.has(lineKey(change))
    ? 'decides'
    : WRITTEN.test(change.section) && !BY_KERNEL.test(change.text)
      ? 'configured'
      : 'observed';

function* differences(before: Snapshot, after: Snapshot, nodes: ReadonlySet<string>): Generator<Change> {
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

function* sectionDifferences(node: string, before: NamespaceDump, after: NamespaceDump): Generator<Change> {
  const others = new Map(after.sections.map((section) => [section.name, section]));
  for (const section of before.sections) {
    const other = others.get(section.name);
    if (!other || other.text === section.text || VOLATILE.has(section.name)) continue;
    for (const { kind, line, text } of diffLines(linesOf(section), linesOf(other), stable)) {
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

/** What differs always says nothing about a rule: counters, timers, how much is in a table now. */
const stable = (line: string): string =>
  line.startsWith('#') || /nf_conntrack_count/.test(line)
    ? '#'
    : withoutCounters(line).replace(/\b(\w*_timer|valid_lft|preferred_lft|expires)\s+[\d.]+(sec)?/g, '$1');

function* objectDifferences(
  resource: string,
  before: readonly KubeObject[],
  after: readonly KubeObject[],
): Generator<Change> {
  const keyOf = ({ metadata }: KubeObject): string =>
    `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
  const others = new Map(after.map((object) => [keyOf(object), object]));
  const change = (kind: Change['kind'], text: string): Change => ({
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
