import type { Diagnosis } from '@skoop/model';
import { type Direction, redact, renderD2, renderHtml, renderMarkdown } from '@skoop/render';

/** The tellings of a diagnosis that are text, each made when it is asked for. */
export const textsOf = (d: Diagnosis) => ({
  /** For tickets; ends with the link, if there is one. */
  markdown: (link: string): string => `${renderMarkdown(d).trimEnd()}\n${link ? `\n${link}\n` : ''}`,
  html: (): string => renderHtml(d),
  d2: (direction: Direction): string => renderD2(d, { direction }),
});

/** Names and addresses become stable pseudonyms, before anything is drawn. */
export const redacted = (d: Diagnosis): Diagnosis => redact(d);
