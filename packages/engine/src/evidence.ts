import type { Evidence, KubeObject, NamespaceDump } from '@skoop/model';

/** Sections of a dump by what they hold; the second name is that of IPv6. */
const SECTIONS = {
  links: ['ip-link', 'ip-link'],
  addresses: ['ip-addr', 'ip-addr'],
  routes: ['ip-route', 'ip-6-route'],
  neighbours: ['ip-neigh', 'ip-6-neigh'],
  fdb: ['bridge-fdb', 'bridge-fdb'],
  sysctls: ['sysctl', 'sysctl'],
  sockets: ['ss', 'ss'],
  conntrack: ['conntrack', 'conntrack'],
} as const;
export type Cited = keyof typeof SECTIONS;

export const sectionOf = (cited: Cited, family: 4 | 6 = 4): string => SECTIONS[cited][family === 6 ? 1 : 0];

/** One line of a namespace's dump, as the command printed it. */
export function dumpEvidence(
  node: string,
  dump: NamespaceDump,
  cited: Cited,
  record: { readonly line: number; readonly family?: 4 | 6 },
  fallback = '',
): Evidence {
  const section = sectionOf(cited, record.family);
  return { node, netns: dump.id, section, line: record.line, text: lineOf(dump, section, record.line) || fallback };
}

/** Text of a line of a section without space around it; '' where the snapshot has no such line. */
export const lineOf = (dump: NamespaceDump, section: string, line: number): string =>
  rawLineOf(dump, section, line).trim();

/** The same, to the byte: what an edit starts from. */
export function rawLineOf(dump: NamespaceDump, section: string, line: number): string {
  const text = dump.sections.find((s) => s.name === section)?.text ?? '';
  let from = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', from);
    if (next < 0) return '';
    from = next + 1;
  }
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end);
}

/** A sysctl's line; undefined where the dump has none. */
export function sysctlEvidence(node: string, dump: NamespaceDump, key: string): Evidence | undefined {
  const entry = dump.sysctls.get(key);
  return entry && dumpEvidence(node, dump, 'sysctls', { line: entry.line }, `${key} = ${entry.value}`);
}

/** A place in a cluster object. */
export const objectEvidence = (resource: string, object: KubeObject, path: string, value: unknown): Evidence => ({
  node: '',
  netns: '',
  section: `objects/${resource}`,
  line: 0,
  text: `${object.metadata.namespace === undefined ? '' : `${object.metadata.namespace}/`}${object.metadata.name}: ${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
});
