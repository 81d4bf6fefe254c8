// Every relative link in the documentation leads somewhere.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from './sources.mjs';

const LINK = /\[[^\]]*\]\(([^)\s]+)(?:\s"[^"]*")?\)|(?:src|href)="([^"]+)"/g;
const slug = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[`*_~]/g, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');

function anchors(text) {
  return new Set([...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map((m) => slug(m[1])));
}

export function checkDocs() {
  const problems = [];
  for (const file of trackedFiles('*.md')) {
    if (file.startsWith('scenarios/') && !file.endsWith('README.md')) continue;
    const text = readFileSync(path.join(root, file), 'utf8').replace(/```[\s\S]*?```/g, '');
    for (const m of text.matchAll(LINK)) {
      const target = m[1] ?? m[2];
      if (/^[a-z]+:/i.test(target)) continue;
      const [relative, hash] = target.split('#');
      const to = relative ? path.join(path.dirname(file), decodeURIComponent(relative)) : file;
      if (!existsSync(path.join(root, to))) problems.push(`${file}: link to ${target} leads nowhere`);
      else if (hash && to.endsWith('.md') && !anchors(readFileSync(path.join(root, to), 'utf8')).has(hash))
        problems.push(`${file}: no heading #${hash} in ${to}`);
    }
  }
  return problems;
}
