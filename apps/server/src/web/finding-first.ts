import type { FindingText } from '@skoop/api';
import { type Painted, ticked, withFirst } from './page.ts';

const START = { '# ': 'h1', '## ': 'h2' } as const;

/** The page of a finding with its title and what it means in the first paint. */
export function withFinding(html: string, { level, title, summary, markdown }: FindingText): Painted {
  const [meaning = ''] = markdown.split(/^## How /m);
  const blocks = meaning.split(/\n\s*\n/).map(block);
  const main = `<main class="page narrow-page first-paint finding-text"><p class="crumbs">Findings</p>${level ? `<span class="level">${level}</span>` : ''}
<div class="prose">${blocks.join('')}</div></main>`;
  return { html: withFirst(html, main), title: `${title} \u00b7 Skoop`, description: summary };
}

/** Headings and plain paragraphs; whatever else a text has, the app shows. */
function block(text: string): string {
  const [, mark, words] = /^(#{1,2} |(?=[\w`]))([\s\S]*)$/.exec(text.trim()) ?? [];
  if (words === undefined) return '';
  const tag = START[mark as keyof typeof START] ?? 'p';
  return `<${tag}>${ticked(words)}</${tag}>`;
}
