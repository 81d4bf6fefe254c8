import type { Diagnosis } from '@skoop/model';
import { fitMiddle, textWidth, wrapText } from '../font/measure.ts';
import { drawnSentence } from '../look/escape.ts';
import { glyphAt, iconAt, markAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import { buildView } from '../view/buildView.ts';
import type { Card, Direction, EndTone, PathView, Strand } from '../view/pathView.ts';
import { shortHeadline, verdictGlyph } from '../words/headline.ts';
import { moment } from '../words/moment.ts';
import { notEvaluated } from '../words/notEvaluated.ts';
import { questionLine } from './header.ts';
import { arrow, line, shortened, text } from './pen.ts';
import type { Drawn } from './renderSvg.ts';

const WIDTH = 1200;
const HEIGHT = 630;

/** The link preview: the question, the verdict, and the path with nothing but its ends. */
export function drawPreview(d: Diagnosis, direction: Direction, p: Palette): Drawn {
  const view = buildView(d, direction);
  const headline = shortHeadline(d);
  const size = Math.min(62, (62 * 946) / textWidth(headline, 62, 600));
  const sentence = drawnSentence(d.verdict.sentence);
  const reasonSize = textWidth(sentence, 28) <= 946 ? 28 : 23;
  const reason = wrapText(sentence, 946, reasonSize, 400, 2);
  const missing = notEvaluated(d).length;
  const about = [
    d.cluster.facts.name,
    moment(d.takenAt).replace(/:\d\d UTC$/, ' UTC'),
    missing === 0 ? '' : `${missing} not evaluated`,
  ]
    .filter((s) => s !== '')
    .join(', ');
  const body = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${p.surface}"/>`,
    glyphAt(verdictGlyph(d), 118, 118, 58, p),
    questionLine(d, 206, 82, 30, 946, p),
    text(204, 152, fitMiddle(headline, 950, Math.max(40, size), 600), {
      size: Math.max(40, size),
      fill: p.ink,
      weight: 600,
      spacing: -1,
    }),
    ...reason.map((l, i) => text(206, (reason.length > 1 ? 190 : 202) + i * 29, l, { size: reasonSize, fill: p.ink2 })),
    `<rect y="238" width="${WIDTH}" height="322" fill="${p.bg}"/>`,
    drawEnds(view, p),
    `<path d="M0 238H${WIDTH}M0 560H${WIDTH}" stroke="${p.line}" stroke-width="2"/>`,
    markAt(48, 575, 38, p),
    text(98, 602, 'Skoop', { size: 26, fill: p.ink, weight: 600 }),
    text(WIDTH - 48, 602, fitMiddle(about, 900, 22), { size: 22, fill: p.ink2, anchor: 'end' }),
  ];
  return { width: WIDTH, height: HEIGHT, body: body.join('\n') };
}

const words: { readonly [T in EndTone]: string } = { ok: 'arrive', bad: 'dropped', unk: 'unknown' };
const alone: { readonly [T in EndTone]: string } = { ok: 'arrives', bad: 'dropped', unk: 'unknown' };

/** First card, the place where a backend is chosen, and up to two ends: the worst, and the largest of the others. */
function drawEnds(view: PathView, p: Palette): string {
  const titles = new Map(view.lanes.map((l) => [l.id, l.title]));
  const byId = new Map(view.cards.map((c) => [c.id, { ...c, lane: titles.get(c.lane) ?? c.lane }]));
  const strands = pick(view.strands).map((s) =>
    view.direction === 'reply' ? { ...s, target: byId.get(s.cards.at(-1) ?? '')?.name ?? s.target } : s,
  );
  const first = byId.get(strands[0]?.cards[0] ?? '');
  if (!first) return text(48, 404, 'The packet left no trace.', { size: 26, fill: p.ink2 });
  const service = view.cards.find((c) => c.icon === 'service' && c.number > 0);
  const sources = new Set(strands.map((s) => s.cards[0]));
  if (sources.size > 1)
    return strands.map((s, i) => row(s, byId, strands.length === 1 ? 399 : 325 + i * 148, p)).join('');
  if (!service)
    return strands
      .slice(0, 1)
      .map((s) => row(s, byId, 399, p))
      .join('');
  const out = [
    line(
      [
        [300, 399],
        [366, 399],
      ],
      p.ink,
      9,
      'solid',
      2,
    ),
    arrow([300, 399], [376, 399], 17, p.ink),
    cardBox(first, 48, 354, 252, p, lane(first)),
    cardBox(service, 376, 354, 232, p, 'service'),
  ];
  strands.forEach((s, i) => {
    const y = strands.length === 1 ? 399 : 325 + i * 148;
    const from = strands.length === 1 ? 399 : 387 + i * 24;
    out.push(end(s, byId, from, y, strands.length === 1, p));
  });
  return out.join('');
}

const pick = (strands: readonly Strand[]): readonly Strand[] => {
  const ok = strands.filter((s) => s.tone === 'ok').toSorted((a, b) => b.share - a.share);
  const failing = strands.filter((s) => s.tone !== 'ok').toSorted((a, b) => b.share - a.share);
  const two = failing.length === 0 ? ok.slice(0, 2) : [...ok.slice(0, 1), ...failing.slice(0, ok.length > 0 ? 1 : 2)];
  return two;
};

/** Cards here carry their lane's title. */
const lane = (c: Card): string => c.lane;

function end(s: Strand, byId: ReadonlyMap<string, Card>, from: number, y: number, single: boolean, p: Palette): string {
  const start: readonly [number, number][] = single
    ? [[608, y]]
    : [
        [608, from],
        [638, from],
        [638, y],
      ];
  return (
    strand(s, byId, start, y, p) +
    text(650, y < 399 || single ? y - 22 : y + 59, shareWords(s), { size: 26, fill: p[s.tone], weight: 600 })
  );
}

function row(s: Strand, byId: ReadonlyMap<string, Card>, y: number, p: Palette): string {
  const first = byId.get(s.cards[0] ?? '');
  const end = byId.get(s.cards[s.reached] ?? '');
  if (!first) return '';
  const out = [
    cardBox(first, 48, y - 45, 310, p, lane(first)),
    strand(s, byId, [[358, y]], y, p),
    text(400, y - 22, shareWords(s), { size: 26, fill: p[s.tone], weight: 600 }),
  ];
  if (s.mark && end) {
    const place = end.row === 'pod' ? end.name : `${end.name} on ${lane(end)}`;
    const words = fitMiddle([place, s.mark.sub].filter((w) => w !== '').join(', '), 420, 20);
    out.push(text(777, y + 62, words, { size: 20, fill: p[s.mark.tone], anchor: 'end' }));
  }
  return out.join('');
}

const shareWords = (s: Strand): string => (s.share > 0.9999 ? alone[s.tone] : `${s.weight} ${words[s.tone]}`);

function strand(
  s: Strand,
  byId: ReadonlyMap<string, Card>,
  start: readonly (readonly [number, number])[],
  y: number,
  p: Palette,
): string {
  const target = byId.get(s.cards.at(-1) ?? '');
  const out: string[] = [];
  const width = 4 + 5 * s.share;
  if (!s.mark) {
    out.push(
      line(shortened([...start, [842, y]], 14), p[s.tone], width, 'solid', 1.4),
      arrow([800, y], [842, y], 17, p[s.tone]),
    );
  } else {
    out.push(line([...start, [748, y]], p[s.tone], width, 'solid', 1.4));
    if (s.mark.tone === 'bad' && target && target.state !== 'dropped')
      out.push(
        line(
          [
            [782, y],
            [830, y],
          ],
          p['ghost-line'],
          4.5,
          'dash',
          1.5,
        ),
        arrow([800, y], [842, y], 17, p['ghost-line']),
      );
    if (s.mark.tone === 'unk')
      out.push(
        line(
          [
            [782, y],
            [838, y],
          ],
          p.unk,
          5,
          'dot',
          1.6,
        ),
      );
    out.push(glyphAt(s.mark.tone, 748, y, 29, p, p.bg));
  }
  if (target)
    out.push(
      cardBox(
        { ...target, name: target.row === 'app' ? target.name : s.target },
        842,
        y - 45,
        310,
        p,
        targetWords(target, 232 - (target.state === 'delivered' ? 40 : 0)),
      ),
    );
  if (target && s.tone === 'ok') out.push(glyphAt('ok', 1116, y, 18, p));
  return out.join('');
}

function targetWords(c: Card, room: number): string {
  const state = c.state === 'promised' ? ', not reached' : c.state === 'unknown' ? ', not known' : '';
  return fitMiddle(lane(c), room - textWidth(state, 20), 20) + state;
}

function cardBox(c: Card, x: number, y: number, w: number, p: Palette, sub: string): string {
  const ghost = c.state === 'promised' || c.state === 'unknown';
  const ok = c.state === 'delivered';
  const stroke = ok
    ? p.ok
    : c.state === 'dropped'
      ? p.bad
      : c.state === 'unknown'
        ? p.unk
        : ghost
          ? p['ghost-line']
          : p.line2;
  const ink = ghost ? p.ghost : p.ink;
  const room = w - 78 - (ok ? 40 : 0);
  return (
    `<rect x="${r2(x)}" y="${r2(y)}" width="${w}" height="90" rx="14" fill="${ok ? p['ok-bg'] : ghost ? 'none' : p.surface}" stroke="${stroke}" stroke-width="2.5"${ghost ? ' stroke-dasharray="9 7"' : ''}/>` +
    iconAt(c.icon, x + 18, y + 30, 30, ghost ? p.ghost : ok ? p.ok : c.state === 'dropped' ? p.bad : p.ink2) +
    text(x + 60, y + 42, fitMiddle(c.name.replace(/^svc /, ''), room, 25, 600), {
      size: 25,
      fill: ink,
      weight: 600,
      title: c.title,
    }) +
    text(x + 60, y + 69, fitMiddle(sub, room, 20), { size: 20, fill: ghost ? p.ghost : p.ink2 })
  );
}
