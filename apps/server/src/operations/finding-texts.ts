import type { FindingText } from '@skoop/api';
import { explainFinding, findingList } from '@skoop/engine';

/** Every finding with its page. The summary is the first sentence of what it means. */
export const findingTexts = (): readonly FindingText[] =>
  findingList().map(({ id, level, title }) => {
    const markdown = explainFinding(id) ?? '';
    const meaning = markdown.split(/^## What it means\s*$/m)[1]?.trim() ?? '';
    const summary = /^[\s\S]*?[.!?](?=\s|$)/.exec(meaning)?.[0] ?? '';
    return { id, level, title, summary: summary.replace(/\s+/g, ' '), markdown };
  });
