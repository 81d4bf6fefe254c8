import type { Diagnosis } from '@skoop/model';
import { destinationName, endpointKind, endpointName, verdictHeadline } from '@skoop/render';
import { escapeHtml, ticked, withFirst } from './page.ts';

/** Beyond this many characters, reading would hold up other requests; the app shows it a moment later all the same. */
export const LONGEST = 1_000_000;

/** The app's page with question and verdict of a stored diagnosis in its first paint, as the app itself will show them. */
export function withVerdict(html: string, stored: string): string {
  const head = headOf(stored);
  if (head.length > LONGEST) return html;
  const { question: q, verdict, ...rest } = JSON.parse(head) as Diagnosis;
  const main = `<main class="diagnosis first-paint"><section class="verdict"><div class="verdict-glyph"></div><div class="verdict-text">
${asked(q)}
<div><h1>${escapeHtml(verdictHeadline({ ...rest, question: q, verdict }))}</h1><p class="why">${why(verdict.sentence)}</p></div>
</div></section></main>`;
  return withFirst(html, main);
}

/**
 * Question and verdict stand before the traces, which of hundreds of branches are megabytes. The text that is looked for cannot be part of a
 * string: its quotation marks would be escaped there. Where the order is another one, the whole.
 */
function headOf(stored: string): string {
  const traces = stored.indexOf(',"traces":');
  return traces > 0 && stored.slice(0, traces).includes('"verdict":') ? `${stored.slice(0, traces)}}` : stored;
}

/** What was asked, as a paragraph. */
export function asked(q: Diagnosis['question']): string {
  const end = (kind: string, name: string): string => `${kind} <b>${escapeHtml(name)}</b>`;
  const from = end(endpointKind(q.source), endpointName(q.source));
  const to = end(endpointKind(q.destination), destinationName(q));
  return `<p class="question">${from} \u2192 ${to} <span>${escapeHtml(q.protocol)}</span></p>`;
}

/** `where: why`, the where bold, `code` as such. */
const why = (sentence: string): string => {
  const [, lead, more] = /^(.{3,90}?:) (.+)$/s.exec(sentence) ?? [];
  return lead === undefined ? ticked(sentence) : `<b>${ticked(lead)}</b> ${ticked(more ?? '')}`;
};
