import type { Diagnosis } from '@skoop/model';

export type ReadReport = { readonly diagnosis: Diagnosis } | { readonly error: string };

export const DATA_ID = 'skoop-diagnosis';

/** The diagnosis inside an HTML report, or the diagnosis itself as JSON; what it lacks in plain words if it is neither. Untrusted input. */
export function readReport(text: string): ReadReport {
  const start = text.indexOf(`id="${DATA_ID}"`);
  let json = text;
  if (start >= 0) {
    const from = text.indexOf('>', start) + 1;
    const until = text.indexOf('</script>', from);
    if (from === 0 || until < 0) return { error: 'The report is cut off: its data block has no end. Save it again.' };
    json = text.slice(from, until);
  } else if (!/^\s*\{/.test(text))
    return { error: 'This is neither a Skoop report nor a diagnosis: it holds no diagnosis data.' };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { error: 'The diagnosis in this file is damaged: it is not valid JSON. Save or export it again.' };
  }
  const wrong = faultOf(value);
  return wrong === undefined ? { diagnosis: value as Diagnosis } : { error: wrong };
}

type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | Shapes
  | readonly [Shape]
  | { readonly optional: Shape }
  | { readonly oneOf: readonly string[] }
  | (() => Shape)
  | 'port'
  | 'place'
  | 'words';
type Shapes = { readonly fields: Readonly<Record<string, Shape>> };

const opt = (optional: Shape) => ({ optional });
const list = (shape: Shape): readonly [Shape] => [shape];
const obj = (fields: Readonly<Record<string, Shape>>): Shapes => ({ fields });

const evidence = obj({ node: 'string', netns: 'string', section: 'string', line: 'number', text: 'string' });
const endpoint = obj({
  given: 'string',
  type: 'string',
  address: 'string',
  namespace: opt('string'),
  name: opt('string'),
  node: opt('string'),
});
const packet: Shapes = obj({
  source: 'string',
  destination: 'string',
  protocol: 'string',
  sourcePort: opt('port'),
  destinationPort: opt('port'),
  encapsulated: opt(() => obj({ kind: 'string', frame: opt(obj({ packet })), packet: opt(packet) })),
});
const gap = obj({ id: 'string', node: 'string', netns: 'string', message: 'string', action: opt('string') });
const rule = obj({
  table: 'string',
  chain: 'string',
  text: 'string',
  matched: 'string',
  depth: 'number',
  count: 'number',
  evidence: opt(evidence),
});
const step = obj({
  kind: 'string',
  stage: 'string',
  at: 'place',
  outcome: 'string',
  sentence: list('words'),
  evidence: list(evidence),
  changes: opt(list(obj({ field: 'string', before: 'string', after: 'string' }))),
  rules: opt(list(rule)),
  gap: opt(gap),
});
const places: Readonly<Record<string, Shapes>> = {
  device: obj({ name: 'string', type: 'string', address: opt('string') }),
  socket: obj({ label: 'string' }),
  stack: obj({ service: opt('string') }),
};
const placeOf = (value: unknown): Shape => {
  const kind = value !== null && typeof value === 'object' ? (value as { kind?: unknown }).kind : undefined;
  return (
    (typeof kind === 'string' && Object.hasOwn(places, kind) ? places[kind] : undefined) ??
    obj({ kind: { oneOf: Object.keys(places) } })
  );
};
const suspicion = obj({
  id: 'string',
  level: { oneOf: ['info', 'warning', 'critical', 'fatal'] },
  message: 'string',
  node: 'string',
  evidence: list(evidence),
  fix: opt(obj({ node: 'string', commands: list('string'), explanation: 'string' })),
});
const symptom = {
  oneOf: [
    'connected',
    'timeout',
    'refused',
    'reset',
    'host-unreachable',
    'network-unreachable',
    'not-permitted',
    'invalid-argument',
    'protocol-unreachable',
    'stalls-on-large-packets',
    'mixed',
    'unknown',
  ],
};
const detected = obj({ value: 'string', why: 'string' });
const way = { oneOf: ['request', 'reply'] };

const diagnosis = obj({
  tool: 'string',
  takenAt: 'string',
  question: obj({ source: endpoint, destination: endpoint, protocol: 'string', port: opt('number') }),
  verdict: obj({
    outcome: { oneOf: ['delivered', 'dropped', 'partial', 'unknown'] },
    deliveredShare: 'number',
    symptom,
    servers: list(obj({ share: 'number', node: 'string', netns: 'string', address: 'string', source: 'string' })),
    sentence: 'string',
    drops: list(
      obj({
        share: 'number',
        direction: way,
        node: 'string',
        netns: 'string',
        stage: 'string',
        reason: 'string',
        evidence: list(evidence),
        symptom,
        errno: opt('string'),
        device: opt('string'),
        branch: opt('string'),
      }),
    ),
    assumptions: list(obj({ id: 'string', message: 'string' })),
    gaps: list(gap),
  }),
  cluster: obj({
    facts: obj({ name: 'string', plugin: detected, proxyMode: detected, provider: detected, backend: opt(detected) }),
    suspicions: list(suspicion),
  }),
  nodes: list(obj({ id: 'string', type: 'string', node: 'string', suspicions: list(suspicion) })),
  links: list(
    obj({
      id: 'string',
      type: 'string',
      source: 'string',
      destination: 'string',
      packet: obj({ src: 'string', dst: 'string', protocol: 'string' }),
      taken: 'boolean',
      promised: 'boolean',
      share: 'number',
    }),
  ),
  traces: list(
    obj({
      branch: 'string',
      direction: way,
      packet: 'string',
      share: 'number',
      outcome: { oneOf: ['delivered', 'dropped', 'unknown'] },
      hops: list(
        obj({
          node: 'string',
          netns: 'string',
          inDevice: opt('string'),
          outDevice: opt('string'),
          before: packet,
          after: packet,
          steps: list(step),
        }),
      ),
    }),
  ),
});

/** What keeps a value from being a diagnosis that can be shown, in plain words; undefined if nothing does. */
export function faultOf(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return 'This is no diagnosis: an object was expected.';
  const { schemaVersion: version, tool } = value as { schemaVersion?: unknown; tool?: unknown };
  if (version !== 1) {
    const other = typeof tool === 'string' ? ` Open it with the version that wrote it, ${tool.slice(0, 60)}.` : '';
    return `This diagnosis has schemaVersion ${JSON.stringify(version) ?? 'none'}; this version of Skoop reads 1.${other}`;
  }
  const at = check(value, diagnosis, '');
  return at === undefined ? undefined : `This is no diagnosis that can be shown: ${at}.`;
}

function check(value: unknown, shape: Shape, path: string): string | undefined {
  const here = path === '' ? 'it' : path.slice(1);
  if (typeof shape === 'function') return check(value, shape(), path);
  if (shape === 'port')
    return typeof value === 'number' ? undefined : check(value, obj({ from: 'number', to: 'number' }), path);
  if (shape === 'place') return check(value, placeOf(value), path);
  if (shape === 'words') return typeof value === 'string' ? undefined : check(value, obj({ text: 'string' }), path);
  if (shape === 'string' || shape === 'number' || shape === 'boolean')
    return typeof value === shape ? undefined : `${here} is not a ${shape}`;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${here} is not a list`;
    for (const [i, v] of value.entries()) {
      const wrong = check(v, shape[0] as Shape, `${path}[${i}]`);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if ('optional' in shape) return value === undefined ? undefined : check(value, shape.optional, path);
  if ('oneOf' in shape)
    return typeof value === 'string' && shape.oneOf.includes(value) ? undefined : `${here} has an unknown value`;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return `${here} is not an object`;
  for (const [key, inner] of Object.entries((shape as Shapes).fields)) {
    const v = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    const wrong = check(v, inner, `${path}.${key}`);
    if (wrong) return wrong;
  }
  return undefined;
}
