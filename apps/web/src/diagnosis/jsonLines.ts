/** Levels whose parts are written one by one; what is deeper comes in one go. */
const PARTED_LEVELS = 4;

/** The lines of `JSON.stringify(value, null, 2)`, a few at a time: a large value does not hold up the page. */
export function* jsonLines(value: object): Generator<readonly string[]> {
  yield* parts(value, '', '', '', PARTED_LEVELS);
}

function* parts(value: unknown, indent: string, before: string, after: string, levels: number): Generator<string[]> {
  const entries = levels > 0 ? entriesOf(value) : [];
  if (entries.length === 0) {
    const lines = JSON.stringify(value, null, 2).split('\n');
    yield lines.map((line, i) => `${indent}${i === 0 ? before : ''}${line}${i === lines.length - 1 ? after : ''}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  yield [`${indent}${before}${open}`];
  for (const [i, [key, part]] of entries.entries())
    yield* parts(part, `${indent}  `, key, i === entries.length - 1 ? '' : ',', levels - 1);
  yield [`${indent}${close}${after}`];
}

/** What is inside, each with the text that stands before it; nothing for what JSON writes in one line. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.map((part: unknown) => ['', part ?? null]);
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => [`${JSON.stringify(key)}: `, part]);
}
