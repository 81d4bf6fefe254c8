import { type Diagnosis, type RuleStep, type Step, sentenceText } from '@skoop/model';
import { xml } from '../look/escape.ts';
import { buildView } from '../view/buildView.ts';
import { destinationOf, sourceOf, tunnelWords } from '../view/packets.ts';
import type { BranchView, Direction, HopView } from '../view/pathView.ts';
import { percent } from '../words/share.ts';

const OPEN_BRANCHES = 50;

/** Tables of all hops of a direction with their steps: the full text alternative of the picture. */
export function hopTables(d: Diagnosis, direction: Direction): string {
  const { branches } = buildView(d, direction);
  return branches
    .slice(0, OPEN_BRANCHES)
    .map((b, i) => branchTable(b, direction, i === 0))
    .join('\n');
}

const outcome = { ok: 'delivered', bad: 'dropped', unk: 'unknown' } as const;

function branchTable(b: BranchView, direction: Direction, open: boolean): string {
  const title = `${direction} ${direction === 'request' ? 'to' : 'of'} ${b.target}, ${percent(b.share)}, ${b.packet}`;
  return `<details${open ? ' open' : ''}><summary>${xml(title)}: <b class="t${b.tone}">${outcome[b.tone]}</b></summary>
<table><thead><tr><th scope="col">#</th><th scope="col">Place</th><th scope="col">Header</th><th scope="col">What the kernel does</th></tr></thead><tbody>${b.hops.map(hopRow).join('')}</tbody></table></details>`;
}

function hopRow(h: HopView): string {
  const where = h.netns === 'host' ? 'host namespace' : h.netns;
  const outer = tunnelWords(h.after);
  const header = `${xml(sourceOf(h.after))} → ${xml(destinationOf(h.after))}${outer === '' ? '' : `<br><span>${xml(outer)}</span>`}`;
  return `<tr class="${h.outcome}"><td>${h.number}</td><td><b>${xml(h.title)}</b><br><span>${xml(where)}</span></td><td><code>${header}</code></td><td><ol>${h.steps.map(stepItem).join('')}</ol></td></tr>`;
}

function stepItem(s: Step): string {
  const at = s.evidence.map((e) => `${e.section}${e.line > 0 ? `:${e.line}` : ''}`);
  const mark =
    s.outcome === 'drop' ? ' class="drop"' : s.outcome === 'maybe' || s.outcome === 'unknown' ? ' class="maybe"' : '';
  const rules = (s.rules ?? []).map(ruleItem).join('');
  return `<li${mark}>${xml(sentenceText(s.sentence))} <span>${xml([s.stage, ...at].join(', '))}</span>${rules === '' ? '' : `<ul class="rules">${rules}</ul>`}</li>`;
}

const matched = { yes: '', no: 'not this: ', maybe: 'not evaluated: ' } as const;

const ruleItem = (r: RuleStep): string =>
  `<li class="${r.matched === 'yes' ? 'hit' : ''}"><code>${xml(`${matched[r.matched] ?? ''}${r.text}`)}</code>${r.evidence ? ` <span>L${r.evidence.line}${r.lastLine ? `–${r.lastLine}` : ''}</span>` : ''}</li>`;
