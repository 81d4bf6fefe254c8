import type { Gap, RawSection } from '@skoop/model';
import { EXPECTED_SECTIONS, sectionTitle } from './section-title.ts';

type At = { readonly node: string; readonly netns: string };

/** What one section should have told and did not; undefined if it told everything. */
export function sectionGap(section: RawSection, error: string, at: At): Gap | undefined {
  const what = sectionTitle(section.name);
  const where = { ...at, evidence: { ...at, section: section.name, line: 0, text: error || section.command } };
  if (section.status === 127) {
    const tool = error.split(':')[0] || section.command.split(' ')[0];
    return {
      id: 'tool-missing',
      ...where,
      message: `${tool} is not installed on ${at.node}, so ${what} could not be read (${place(at)}).`,
      action: `Install ${tool} on ${at.node} and collect again.`,
    };
  }
  if (section.truncated)
    return {
      id: 'section-truncated',
      ...where,
      message: `The output of \`${section.command}\` was cut short, so ${what} are not all known (${place(at)}).`,
      action: `Collect from ${at.node} again and copy the whole file.`,
    };
  if (section.status === 0 || (section.status === 1 && /^(grep|cd \/proc)/.test(section.command))) return undefined;
  return {
    id: 'command-failed',
    ...where,
    message: `\`${section.command}\` failed with status ${section.status}${error ? ` (${error})` : ''}, so ${what} could not be read (${place(at)}).`,
    action: `Run \`${section.command}\` on ${at.node} as root to see why, then collect again.`,
  };
}

/** A table of iptables-save that is not closed with COMMIT. */
export const endlessGap = (section: RawSection, at: At): Gap => ({
  id: 'section-truncated',
  ...at,
  message: `The output of \`${section.command}\` ends within a table (${place(at)}).`,
  action: `Collect from ${at.node} again and copy the whole file.`,
  evidence: { ...at, section: section.name, line: 0, text: section.command },
});

/** Sections that should be there and are not: the dump was cut, or the namespace went away. */
export function missingGap(present: ReadonlySet<string>, cut: boolean, at: At): Gap | undefined {
  const missing = EXPECTED_SECTIONS.filter((name) => !present.has(name));
  if (missing.length === 0) return undefined;
  const list =
    missing.length > 4 ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more` : missing.join(', ');
  return {
    id: cut ? 'dump-cut' : 'section-missing',
    ...at,
    message: cut
      ? `The dump of ${at.node} ends in the middle of ${place(at)}: ${list} are missing.`
      : `${list} are missing for ${place(at)} on ${at.node}.`,
    action: `Collect from ${at.node} again and copy the whole file.`,
  };
}

export const unreadGap = (section: RawSection, lines: readonly number[], at: At): Gap => ({
  id: 'lines-not-read',
  ...at,
  message: `${lines.length} line${lines.length === 1 ? '' : 's'} of \`${section.command}\` could not be read (${place(at)}).`,
  action: 'Report the line: the parser does not know it.',
  evidence: {
    ...at,
    section: section.name,
    line: lines[0] ?? 0,
    text: (section.text.split('\n', lines[0] ?? 0).at(-1) ?? '').slice(0, 500),
  },
});

const place = (at: At): string => (at.netns === 'host' ? "the node's own namespace" : `namespace ${at.netns}`);
