import { type SectionRecord, sectionRecords } from '@skoop/collector';

/** A record with the lines it covers in the section and a short title. */
export type ParsedRecord = {
  readonly line: number;
  readonly last: number;
  readonly title: string;
  readonly record: SectionRecord;
};

const TITLE_WORDS = 4;

/** Said by the section's name already, or by nearly every line of it. */
const OBVIOUS = new Set(['line', 'family', 'metric', 'index']);

function titleOf(record: SectionRecord): string {
  if (typeof record.rule === 'string') return `${record.table} ${record.rule.replace(/^-A /, '')}`;
  return Object.entries(record)
    .filter(
      ([key, value]) =>
        !OBVIOUS.has(key) &&
        (typeof value === 'string' || typeof value === 'number') &&
        value !== '' &&
        value !== 'unicast',
    )
    .slice(0, TITLE_WORDS)
    .map(([, value]) => String(value))
    .join(' ');
}

/** What a run of lines says; `from` is the number of its first line. */
export function parseSection(name: string, lines: readonly string[], from: number): readonly ParsedRecord[] {
  const records = sectionRecords(name, `${lines.join('\n')}\n`);
  return records.map((record, i) => ({
    line: record.line + from - 1,
    last: (records[i + 1]?.line ?? lines.length + 1) + from - 2,
    title: titleOf(record),
    record,
  }));
}
