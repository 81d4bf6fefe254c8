import type { Evidence, RawSection } from '@skoop/model';
import { memoise, type Namespace } from './namespace.ts';

/** Lines of every section, split once per dump. */
const sectionLines = memoise((dump) => {
  const cache = new Map<string, readonly string[]>();
  const byName = new Map<string, RawSection>(dump.sections.map((s) => [s.name, s]));
  return (name: string): readonly string[] => {
    const hit = cache.get(name);
    if (hit) return hit;
    const lines = (byName.get(name)?.text ?? '').split('\n');
    cache.set(name, lines);
    return lines;
  };
});

/** Sections that the walk cites, by what they hold; the second name is that of IPv6. */
export const SECTIONS = {
  links: ['ip-link', 'ip-link'],
  addresses: ['ip-addr', 'ip-addr'],
  routes: ['ip-route', 'ip-6-route'],
  rules: ['ip-rule', 'ip-6-rule'],
  neighbours: ['ip-neigh', 'ip-6-neigh'],
  fdb: ['bridge-fdb', 'bridge-fdb'],
  vlans: ['bridge-vlan', 'bridge-vlan'],
  sysctls: ['sysctl', 'sysctl'],
  sockets: ['ss', 'ss'],
  tc: ['tc', 'tc'],
  ipvs: ['ipvs', 'ipvs'],
  wireguard: ['wireguard', 'wireguard'],
} as const;
export type Cited = keyof typeof SECTIONS;

/** One line of a namespace's dump as evidence. `fallback` is its text where the snapshot has no raw section. */
export function evidenceAt(
  ns: Namespace,
  cited: Cited,
  record: { readonly line: number; readonly family?: 4 | 6 },
  fallback = '',
): Evidence {
  const section = SECTIONS[cited][record.family === 6 ? 1 : 0];
  const text = sectionLines(ns)(section)[record.line - 1] ?? '';
  return { node: ns.node, netns: ns.dump.id, section, line: record.line, text: text.trim() || fallback };
}
