import type { SectionSummary } from '@skoop/api';
import type { RawSection, Snapshot } from '@skoop/model';
import type { SectionPlace } from './ask.ts';

const cache = new WeakMap<RawSection, readonly string[]>();

/** Lines of a section's output; the line break at its end begins no further line. */
export function linesOf(section: RawSection): readonly string[] {
  const known = cache.get(section);
  if (known) return known;
  const lines = section.text === '' ? [] : section.text.replace(/\n$/, '').split('\n');
  cache.set(section, lines);
  return lines;
}

export const sectionFacts = (section: RawSection): SectionSummary => ({
  name: section.name,
  command: section.command,
  status: section.status,
  lines: linesOf(section).length,
  bytes: new Blob([section.text]).size,
  truncated: section.truncated,
});

export const sectionAt = (snapshot: Snapshot, { node, netns, section }: SectionPlace): RawSection | undefined =>
  snapshot.nodes
    .get(node)
    ?.namespaces.find((ns, i) => ns.id === netns || (i === 0 && netns === 'host'))
    ?.sections.find((s) => s.name === section);
