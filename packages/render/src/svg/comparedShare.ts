import type { Diagnosis } from '@skoop/model';
import { buildComparedView } from '../compare/buildComparedView.ts';
import type { ComparedView } from '../compare/comparedView.ts';
import { fitMiddle, textWidth, wrapText } from '../font/measure.ts';
import { layoutPath } from '../layout/layoutPath.ts';
import { shareSizes } from '../layout/sizes.ts';
import { drawnSentence } from '../look/escape.ts';
import { changeAt, glyphAt, markAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import type { Change, Direction } from '../view/pathView.ts';
import { verdictGlyph, verdictHeadline } from '../words/headline.ts';
import { moment } from '../words/moment.ts';
import { drawGraph } from './drawGraph.ts';
import { questionLine } from './header.ts';
import { centred, hollowLine, text } from './pen.ts';
import type { Drawn } from './renderSvg.ts';

const WIDTH = 1600;
const MIN_HEIGHT = 900;
const MARGIN = 48;
const FOOT = 60;
const BETWEEN = 40;
const COLUMN = (WIDTH - 2 * MARGIN - BETWEEN) / 2;

/** The picture of a comparison: what became of it (`title`), both verdicts, and both ways with what differs. 1600 wide, as high as it needs to be. */
export function drawComparedShare(
  before: Diagnosis,
  after: Diagnosis,
  title: string,
  direction: Direction,
  p: Palette,
): Drawn {
  const view = buildComparedView(before, after, direction);
  const sides = [column('Before', before, p), column('After', after, p)];
  const headHeight = 92 + Math.max(...sides.map((s) => s.height)) + 18;
  const graph = drawPath(view, p);
  const top = headHeight + 22;
  const height = Math.max(MIN_HEIGHT, Math.ceil(top + graph.height + 22 + FOOT));
  const free = height - top - 22 - FOOT - graph.height;
  const headline = fitMiddle(title, WIDTH - 2 * MARGIN - 170, 40, 600);
  const body = [
    `<rect width="${WIDTH}" height="${height}" fill="${p.bg}"/>`,
    `<rect width="${WIDTH}" height="${r2(headHeight)}" fill="${p.surface}"/><path d="M0 ${r2(headHeight)}H${WIDTH}" stroke="${p.line}" stroke-width="1.5"/>`,
    text(MARGIN - 1, 66, headline, { size: 40, fill: p.ink, weight: 600, spacing: -0.8 }),
    markAt(WIDTH - 154, 30, 34, p),
    text(WIDTH - 109, 54.5, 'Skoop', { size: 23, fill: p.ink, weight: 600 }),
    ...sides.map((s, i) => `<g transform="translate(${r2(MARGIN + i * (COLUMN + BETWEEN))} 92)">${s.body}</g>`),
    `<path d="M${WIDTH / 2} 104V${r2(headHeight - 16)}" stroke="${p.line}" stroke-width="1.5"/>`,
    `<g transform="translate(${r2(20 + (WIDTH - 20 - MARGIN - graph.width) / 2)} ${r2(top + free / 2)})">${graph.body}</g>`,
    drawLegend(before, after, height - FOOT, p),
  ].join('\n');
  return { width: WIDTH, height, body };
}

function drawPath(view: ComparedView, p: Palette): Drawn {
  if (view.stops.length === 0) {
    const words = view.path.direction === 'reply' ? 'There is no reply on either side.' : 'No packet left its sender.';
    return { width: WIDTH - 20 - MARGIN, height: 60, body: text(48, 40, words, { size: 20, fill: p.ink2 }) };
  }
  const layout = layoutPath(view.path, shareSizes);
  const scale = Math.min(1.12, (WIDTH - 20 - MARGIN) / layout.width);
  const drawn = drawGraph(layout, p, { underlay: view.path.underlay, ground: p.bg });
  return {
    width: layout.width * scale,
    height: layout.height * scale,
    body: `<g transform="scale(${r2(scale)})">${drawn}</g>`,
  };
}

/** One verdict: which side, what was asked, what became of it, why. */
function column(word: string, d: Diagnosis, p: Palette): { readonly height: number; readonly body: string } {
  const left = 66;
  const room = COLUMN - left;
  const when = moment(d.takenAt);
  const lines = wrapText(drawnSentence(d.verdict.sentence), room, 18, 400, 3);
  return {
    height: 92 + lines.length * 25,
    body: [
      text(left, 18, word, { size: 16, fill: p.ink2, weight: 600 }),
      when ? text(left + textWidth(word, 16, 600) + 12, 18, when, { size: 16, fill: p.ink3 }) : '',
      questionLine(d, left, 48, 18, room, p),
      text(left, 80, fitMiddle(verdictHeadline(d), room, 25, 600), {
        size: 25,
        fill: p.ink,
        weight: 600,
        spacing: -0.35,
      }),
      ...lines.map((l, i) => text(left, 110 + i * 25, l, { size: 18, fill: p.ink2 })),
      glyphAt(verdictGlyph(d), 24, 58, 24, p),
    ].join(''),
  };
}

const SIGNS: readonly (readonly [Change, string])[] = [
  ['changed', 'differs'],
  ['only-after', 'only after'],
  ['only-before', 'only before'],
];

function drawLegend(before: Diagnosis, after: Diagnosis, top: number, p: Palette): string {
  const y = top + 28;
  const size = 15.5;
  const out = [`<path d="M0 ${top}H${WIDTH}" stroke="${p.line}" stroke-width="1.5"/>`];
  let x = MARGIN;
  const put = (drawn: string, width: number, words: string): void => {
    out.push(drawn, text(x + width + 9, centred(y, size), words, { size, fill: p.ink2 }));
    x += width + 9 + textWidth(words, size) + 26;
  };
  put(`<path d="M${x} ${y}h34" stroke="${p.ink}" stroke-width="4"/>`, 34, 'now, or both times');
  const stroke = [
    [x, y],
    [x + 34, y],
  ] as const;
  put(hollowLine(stroke, p.ink, p.bg, 4, 1.2), 34, 'only before');
  for (const [change, words] of SIGNS) put(changeAt(change, x + 9, y, 9, p), 18, words);
  const clusters = [...new Set([before, after].map((d) => d.cluster.facts.name).filter((n) => n !== ''))];
  const about = [clusters.join(' and '), `Skoop ${after.tool.replace(/^skoop\s*/i, '')}`].filter(
    (s) => s.trim() !== '',
  );
  out.push(
    text(WIDTH - MARGIN, centred(y, size), fitMiddle(about.join(', '), WIDTH - MARGIN - x - 20, size), {
      size,
      fill: p.ink2,
      anchor: 'end',
    }),
  );
  return out.join('');
}
