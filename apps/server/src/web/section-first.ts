import { sectionMeaning } from '@skoop/render';
import { escapeHtml, type Painted, withFirst } from './page.ts';

/** The page of a section of a node's dump with the names and what such a section shows in the first paint. */
export function withSection(html: string, node: string, section: string): Painted {
  const meaning = sectionMeaning(section) ?? '';
  const main = `<main class="stack first-paint"><nav class="stack-nav"><p class="crumbs">Cluster</p><p class="stack-node">${escapeHtml(node)}</p></nav>
<section class="stack-text"><div class="stack-head"><div class="stack-title"><h1>${escapeHtml(section)}</h1><p class="stack-meaning">${escapeHtml(meaning)}</p></div></div></section></main>`;
  return {
    html: withFirst(html, main),
    title: `${section} of ${node} \u00b7 Skoop`,
    description: meaning || `What ${node} said, as it said it.`,
  };
}
