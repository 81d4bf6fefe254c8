import type { SectionMatches, SectionSummary, SectionText } from '@skoop/api';
import type { RawSection, Snapshot } from '@skoop/model';

export type SectionPlace = { readonly node: string; readonly netns: string; readonly section: string };

const cache = new WeakMap<RawSection, readonly string[]>();

/** Lines of a section's output. The line break at the end begins no further line. */
export function linesOf(section: RawSection): readonly string[] {
  const known = cache.get(section);
  if (known) return known;
  const lines = section.text === '' ? [] : section.text.replace(/\n$/, '').split('\n');
  cache.set(section, lines);
  return lines;
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

export const sectionFacts = (section: RawSection): SectionSummary => ({
  name: section.name,
  command: section.command,
  status: section.status,
  lines: linesOf(section).length,
  bytes: new TextEncoder().encode(section.text).length,
  truncated: section.truncated,
});

const find = (snapshot: Snapshot, { node, netns, section }: SectionPlace): RawSection | undefined =>
  snapshot.nodes
    .get(node)
    ?.namespaces.find((ns, i) => ns.id === netns || (i === 0 && netns === 'host'))
    ?.sections.find((s) => s.name === section);

/** Longest line that is sent whole; the rest of a longer one helps nobody. */
const LINE_LIMIT = 20_000;
const shorten = (line: string): string => (line.length > LINE_LIMIT ? `${line.slice(0, LINE_LIMIT)}\u2026` : line);

/** undefined: no such section. */
export function sectionText(
  snapshot: Snapshot,
  place: SectionPlace,
  { from, limit }: { readonly from: number; readonly limit: number },
): SectionText | undefined {
  const section = find(snapshot, place);
  if (!section) return undefined;
  const text = linesOf(section)
    .slice(from - 1, from - 1 + limit)
    .map(shorten);
  return { ...sectionFacts(section), node: place.node, netns: place.netns, from, text };
}

export function searchSection(
  snapshot: Snapshot,
  place: SectionPlace,
  { q, from, limit }: { readonly q: string; readonly from: number; readonly limit: number },
): SectionMatches | undefined {
  const section = find(snapshot, place);
  if (!section) return undefined;
  const lines = linesOf(section);
  const wanted = q.toLowerCase();
  const matches: { line: number; text: string }[] = [];
  let total = 0;
  for (let i = from - 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (!line.toLowerCase().includes(wanted)) continue;
    total++;
    if (matches.length < limit) matches.push({ line: i + 1, text: shorten(line) });
  }
  return { total, matches };
}
