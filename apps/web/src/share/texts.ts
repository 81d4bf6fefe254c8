import type { Diagnosis } from '@skoop/model';
import { renderText } from '@skoop/render';

export const redacted = (d: Diagnosis): Diagnosis => d;
export const textsOf = (d: Diagnosis) => ({
  markdown: (_link: string): string => renderText(d),
  html: async (): Promise<string> => renderText(d),
  d2: (): string => renderText(d),
});
