import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MERGED, mergedText, PAGE, readKept, readReports, truthPage } from './page.ts';
import { mergeReports } from './tally.ts';

describe('docs/truth.md', () => {
  it('is made of the recorded runs: npm run truth -- --page', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(truthPage(readReports(), readKept()));
    expect(readFileSync(MERGED, 'utf8')).toBe(mergedText(readReports()));
  });

  it('counts every question once in each table that has one row for it', () => {
    const all = mergeReports(readReports());
    const sum = Object.values(all.flows).reduce((n, c) => n + c.asked, 0);
    expect(sum).toBe(all.asked);
    for (const count of Object.values(all.fields)) expect(count.asked).toBe(all.asked);
    expect(all.differences.length).toBe(all.asked - all.agreed);
  });
});
