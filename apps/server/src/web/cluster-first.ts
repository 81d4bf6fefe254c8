import type { SnapshotSummary } from '@skoop/api';
import { escapeHtml, type Painted, withFirst } from './page.ts';

/** The page of a cluster with its name and story in the first paint. The rest has to be read from the snapshot first. */
export function withCluster(html: string, { cluster, name, story }: SnapshotSummary): Painted {
  const title = cluster || name;
  const told = story ? `<p class="cluster-story">${escapeHtml(story)}</p>` : '';
  const main = `<main class="page first-paint cluster"><h1 class="page-title">${escapeHtml(title)}</h1><p class="page-sub">snapshot of a cluster</p>${told}</main>`;
  return {
    html: withFirst(html, main),
    title: `Cluster ${title} \u00b7 Skoop`,
    description: story ?? 'What the cluster is as detected, its nodes, and what is about to break on them.',
  };
}
