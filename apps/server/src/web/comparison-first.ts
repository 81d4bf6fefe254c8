import type { Diagnosis } from '@skoop/model';
import { comparisonHeadline, pathsDiffer, verdictHeadline } from '@skoop/render';
import { escapeHtml, type Painted, ticked, withFirst } from './page.ts';
import { asked, LONGEST } from './verdict-first.ts';

/** The app's page with both verdicts in its first paint, as the app itself will show them; undefined: too long to be read here. */
export function withComparison(html: string, storedBefore: string, storedAfter: string): Painted | undefined {
  if (storedBefore.length + storedAfter.length > LONGEST) return undefined;
  const [before, after] = [JSON.parse(storedBefore) as Diagnosis, JSON.parse(storedAfter) as Diagnosis];
  const headline = comparisonHeadline(before, after, pathsDiffer(before, after));
  const main = `<main class="page wide-page compare first-paint"><header class="compare-head"><div><h1>${escapeHtml(headline)}</h1></div></header>
<div class="sides">${side('Before', before)}${side('After', after)}</div></main>`;
  return {
    html: withFirst(html, main),
    title: headline,
    description: `Before: ${verdictHeadline(before)}. After: ${verdictHeadline(after)}. ${after.verdict.sentence}`,
  };
}

const side = (word: string, d: Diagnosis): string =>
  `<section class="side box"><p class="side-title">${word}</p><div class="side-verdict"><div class="side-glyph"></div><div>${asked(d.question)}<h2>${escapeHtml(verdictHeadline(d))}</h2><p class="why">${ticked(d.verdict.sentence)}</p></div></div></section>`;
