import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainFinding, findingList } from '@skoop/engine';
import { describe, expect, it } from 'vitest';

// `SKOOP_WRITE_DOCS=1 npx vitest run --project unit packages/lab/src/engine-finding-pages.test.ts` writes the pages anew.
const root = path.join(import.meta.dirname, '../../..');
const folder = path.join(root, 'docs/findings');
const ids = findingList().map((f) => f.id);
const index = `# Findings\n\nWhat Skoop says besides the verdict. \`skoop explain ID\` prints these pages.\n\n| id | usually | what |\n|---|---|---|\n${findingList()
  .map((f) => `| [${f.id}](${f.id}.md) | ${f.level} | ${f.title} |\n`)
  .join('')}`;

describe('docs/findings', () => {
  const same = (name: string, text: string): void => {
    const file = path.join(folder, name);
    if (process.env.SKOOP_WRITE_DOCS) writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  };

  it.each(ids)('%s has its page, and it says what the code says', (id) => same(`${id}.md`, explainFinding(id) ?? ''));

  it('lists all pages', () => same('README.md', index));

  it('has no page without a finding', () => {
    const pages = readdirSync(folder).filter((f) => f !== 'README.md');
    expect(pages.map((f) => f.replace(/\.md$/, '')).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('gives every finding a file of its name', () => {
    const files = new Set(readdirSync(path.join(root, 'packages/engine/src/assertions')));
    expect(ids.filter((id) => !files.has(`${id}.ts`))).toEqual([]);
  });
});
