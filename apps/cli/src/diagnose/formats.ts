import type { Diagnosis } from '@skoop/model';
import { renderD2, renderHtml, renderMarkdown, renderSvg, renderText } from '@skoop/render';

/** What the output goes to: a person at a terminal, or a pipe. */
export type Sink = {
  readonly isTerminal: boolean;
  readonly columns?: number;
  readonly color: boolean;
  readonly theme: 'light' | 'dark';
};

export const formats: Readonly<Record<string, (diagnosis: Diagnosis, sink: Sink) => string>> = {
  text: (d, sink) => renderText(d, { color: sink.color, width: sink.columns, unicode: sink.isTerminal }),
  json: (d) => `${JSON.stringify(d, null, 2)}\n`,
  md: (d) => renderMarkdown(d),
  svg: (d, sink) => renderSvg(d, { theme: sink.theme, kind: 'share' }),
  d2: (d) => renderD2(d),
  html: (d) => renderHtml(d),
};

const ENDINGS: Readonly<Record<string, string>> = {
  '.json': 'json',
  '.md': 'md',
  '.svg': 'svg',
  '.d2': 'd2',
  '.html': 'html',
  '.txt': 'text',
};

/** The format that `--output` suggests by its ending. */
export const formatOf = (output: string): string | undefined => ENDINGS[output.slice(output.lastIndexOf('.'))];
