import type { Diagnosis } from '@skoop/model';

export type Kind = 'pod' | 'node' | 'ns' | 'svc' | 'cluster' | 'name';

/** Names that every cluster has; they say nothing. */
const WELL_KNOWN = new Set([
  ...[
    'default',
    'kube-system',
    'kube-public',
    'kube-node-lease',
    'kube-flannel',
    'calico-system',
    'kube-dns',
    'kubernetes',
    'coredns',
  ],
  ...[
    'host',
    'external',
    'generic',
    'flannel',
    'calico',
    'terway',
    'localhost',
    'svc',
    'cluster',
    'local',
    'pod',
    'node',
    'service',
    '',
  ],
]);

/** Every name of the diagnosis that could tell whose cluster it is, with its kind, in order of appearance. */
export function namesOf(d: Diagnosis): ReadonlyMap<string, Kind> {
  const out = new Map<string, Kind>();
  const add = (name: string | undefined, kind: Kind): void => {
    if (name !== undefined && !WELL_KNOWN.has(name) && !out.has(name)) out.set(name, kind);
  };
  const pair = (text: string, kind: Kind): void => {
    const slash = text.indexOf('/');
    if (slash <= 0) return;
    add(text.slice(0, slash), 'ns');
    add(text.slice(slash + 1).split(':')[0], kind);
  };
  const node = (name: string): void => {
    add(name, 'node');
    const label = name.split('.')[0] ?? '';
    if (label !== name && !/^\d+$/.test(label)) add(label, 'node');
  };
  for (const e of [d.question.source, d.question.destination]) {
    add(e.namespace, 'ns');
    if (e.type === 'node') node(e.name ?? '');
    else add(e.name, e.type === 'pod' ? 'pod' : e.type === 'service' ? 'svc' : 'name');
    if (e.node) node(e.node);
  }
  add(d.cluster.facts.name, 'cluster');
  for (const n of d.nodes) {
    if (n.type === 'pod') pair(n.id, 'pod');
    if (n.node !== '') node(n.node);
  }
  for (const t of d.traces)
    for (const h of t.hops) {
      if (h.node !== '') node(h.node);
      pair(h.netns, 'pod');
      for (const s of h.steps) if (s.at.kind === 'stack' && s.at.service) pair(s.at.service, 'svc');
    }
  for (const x of [...d.verdict.servers, ...d.verdict.drops, ...d.verdict.gaps]) {
    if (x.node !== '') node(x.node);
    pair(x.netns, 'pod');
  }
  for (const text of strings(d)) for (const [name, kind] of quoted(text)) add(name, kind);
  return out;
}

/** Names inside evidence: comments of kube-proxy's rules, and objects (`namespace/name: path = value`). */
function* quoted(text: string): Generator<readonly [string, Kind]> {
  const comment = /--comment (?:"([^"]*)"|(\S+))/g;
  for (const m of text.matchAll(comment))
    for (const n of (m[1] ?? m[2] ?? '').matchAll(/([a-z0-9][a-z0-9.-]*)\/([a-z0-9][a-z0-9.-]*)/g)) {
      yield [n[1] ?? '', 'ns'];
      yield [n[2] ?? '', 'svc'];
    }
  const object = /^([a-z0-9][a-z0-9.-]*)\/([a-z0-9][a-z0-9.-]*): /.exec(text);
  if (object) {
    yield [object[1] ?? '', 'ns'];
    yield [object[2] ?? '', 'name'];
  }
}

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const v of value) yield* strings(v);
  else if (value !== null && typeof value === 'object') for (const v of Object.values(value)) yield* strings(v);
}
