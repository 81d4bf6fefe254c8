import type { Diagnosis, Gap, Suspicion } from '@skoop/model';
import { layoutPath } from '../layout/layoutPath.ts';
import { xml } from '../look/escape.ts';
import { glyphAt, markAt, r2 } from '../look/glyph.ts';
import { cssPalette, tokenDeclarations } from '../look/tokens.ts';
import { drawGraph } from '../svg/drawGraph.ts';
import { SANS } from '../svg/pen.ts';
import { buildView, worstDirection } from '../view/buildView.ts';
import type { Direction } from '../view/pathView.ts';
import { findings } from '../words/deciding.ts';
import { verdictGlyph, verdictHeadline } from '../words/headline.ts';
import { moment } from '../words/moment.ts';
import { notEvaluated, notEvaluatedWords } from '../words/notEvaluated.ts';
import { destinationName, endpointKind, endpointName, questionSentence } from '../words/question.ts';
import { seenByClient } from '../words/seen.ts';
import { percent } from '../words/share.ts';
import { hopTables } from './hopTables.ts';
import { DATA_ID } from './readReport.ts';
import { reportCss } from './reportCss.ts';

const CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * One HTML file that needs nothing but a browser: verdict, path in both directions, findings, every hop with its steps, in the theme of
 * the system. It carries the diagnosis as data, so that the app and `skoop replay` open it again (`readReport`). No scripts run.
 */
export function renderHtml(d: Diagnosis): string {
  const p = cssPalette;
  const q = d.question;
  const side = (kind: string, name: string): string => `${xml(kind)} <b>${xml(name)}</b>`;
  const first = worstDirection(d);
  const directions: readonly Direction[] = first === 'request' ? ['request', 'reply'] : ['reply', 'request'];
  const gaps = notEvaluated(d);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${CSP}"><meta name="color-scheme" content="light dark">
<title>${xml(`${verdictHeadline(d)}: ${questionSentence(q)}`)} | Skoop</title>
<style>:root{color-scheme:light dark;${tokenDeclarations('light')}}
@media (prefers-color-scheme:dark){:root{${tokenDeclarations('dark')}}}
${reportCss}</style></head>
<body><header><div class="top"><svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">${markAt(1, 1, 24, p)}</svg><b>Skoop</b><span>${xml(about(d))}</span></div>
<div class="verdict"><svg width="64" height="64" viewBox="-12 -12 24 24" aria-hidden="true">${glyphAt(verdictGlyph(d), 0, 0, 10, p)}</svg><div><p class="q">${side(endpointKind(q.source), endpointName(q.source))} → ${side(endpointKind(q.destination), destinationName(q))} ${xml(q.protocol)}</p><h1>${xml(verdictHeadline(d))}</h1><p class="why">${xml(d.verdict.sentence)}</p>${seenList(d)}</div></div></header>
<main>
${directions.map((dir) => graphSection(d, dir)).join('\n')}
${findingsSection(findings(d))}
${gapsSection(gaps, d)}
<section><h2>Every hop</h2>
${directions.map((dir) => hopTables(d, dir)).join('\n')}
</section>
</main>
<footer>${xml(notEvaluatedWords(d))}. ${xml(d.verdict.assumptions.map((a) => `Taken as given: ${a.message}.`).join(' '))}</footer>
<script type="application/json" id="${DATA_ID}">${embedded(d)}</script>
</body></html>
`;
}

/** JSON that cannot end the element it stands in. */
const embedded = (d: Diagnosis): string =>
  JSON.stringify(d)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');

const about = (d: Diagnosis): string =>
  [
    d.cluster.facts.name,
    [d.cluster.facts.plugin.value, d.cluster.facts.backend?.value ?? ''].join(' ').trim(),
    moment(d.takenAt),
    d.tool,
  ]
    .filter((s) => s !== '')
    .join(', ');

function seenList(d: Diagnosis): string {
  const lines = seenByClient(d);
  const glyph = (tone: 'ok' | 'bad' | 'unk'): string =>
    `<svg width="16" height="16" viewBox="-12 -12 24 24" aria-hidden="true">${glyphAt(tone, 0, 0, 10, cssPalette)}</svg>`;
  const items = lines.map(
    (l) =>
      `<li>${glyph(l.tone)}<b>${percent(l.share)}</b> ${xml(l.brief)}${l.detail === '' ? '' : ` <span>${xml(l.detail)}</span>`}</li>`,
  );
  return `<ul class="seen" aria-label="What the client sees">${items.join('')}</ul>`;
}

function graphSection(d: Diagnosis, direction: Direction): string {
  const view = buildView(d, direction);
  if (view.cards.length === 0) return '';
  const layout = layoutPath(view);
  const name = `${direction === 'request' ? 'Request' : 'Reply'}: ${d.verdict.sentence}`;
  const body = drawGraph(layout, cssPalette, { underlay: view.underlay, ground: cssPalette.bg });
  const svg = `<svg viewBox="0 0 ${r2(layout.width)} ${r2(layout.height)}" style="max-width:${Math.round(layout.width * 1.15)}px" role="img" aria-label="${xml(name)}" font-family="${xml(SANS)}">${body}</svg>`;
  return `<section class="graph"><h2>${direction === 'request' ? 'The request' : 'The reply'}</h2><div class="scroll" tabindex="0" role="region" aria-label="${direction === 'request' ? 'Path of the request' : 'Path of the reply'}">${svg}</div></section>`;
}

const tones = { fatal: 'bad', critical: 'bad', warning: 'warn', info: 'info' } as const;

function findingsSection(all: readonly Suspicion[]): string {
  if (all.length === 0) return '';
  const items = all.map((s) => {
    const evidence = s.evidence
      .slice(0, 5)
      .map(
        (e) =>
          `<li><code>${xml(e.text)}</code> <span>${xml([e.node, e.section].filter((x) => x !== '').join(', '))}${e.line > 0 ? `, line ${e.line}` : ''}</span></li>`,
      );
    const fix = s.fix
      ? `<div class="fix"><p><b>Fix${s.fix.node === '' ? '' : ` on ${xml(s.fix.node)}`}:</b> ${xml(s.fix.explanation)}</p>${s.fix.commands.length > 0 ? `<pre tabindex="0">${xml(s.fix.commands.join('\n'))}</pre>` : ''}</div>`
      : '';
    return `<li><p class="lv"><svg width="17" height="17" viewBox="-12 -12 24 24" aria-hidden="true">${glyphAt(tones[s.level], 0, 0, 10, cssPalette)}</svg><b>${xml(s.level)}</b> <b>${xml(s.id)}</b>${s.node === '' ? '' : ` on ${xml(s.node)}`}</p><p>${xml(s.message)}</p>${evidence.length > 0 ? `<ul class="ev">${evidence.join('')}</ul>` : ''}${fix}</li>`;
  });
  return `<section><h2>Findings</h2><ol class="finds">${items.join('')}</ol></section>`;
}

function gapsSection(gaps: readonly Gap[], d: Diagnosis): string {
  if (gaps.length === 0) return '';
  const items = gaps
    .slice(0, 100)
    .map((g) => `<li>${xml(g.message)}${g.action ? ` <b>${xml(g.action)}</b>` : ''}</li>`);
  return `<section><h2>Not evaluated</h2><p class="soft">${d.verdict.outcome === 'unknown' ? 'This is what the verdict lacks.' : 'The verdict is the same either way.'}</p><ul class="gaps">${items.join('')}</ul></section>`;
}
