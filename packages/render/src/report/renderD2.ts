import type { Diagnosis } from '@skoop/model';
import { oneLine } from '../look/escape.ts';
import { tokens } from '../look/tokens.ts';
import { buildView, worstDirection } from '../view/buildView.ts';
import type { Card, CardState, Direction, Edge, Role, Tone } from '../view/pathView.ts';
import { verdictHeadline } from '../words/headline.ts';
import { questionSentence } from '../words/question.ts';
import { percent } from '../words/share.ts';

const shapes: { readonly [R in Role]: string } = {
  pod: 'rectangle',
  device: 'rectangle',
  rule: 'hexagon',
  tunnel: 'queue',
  uplink: 'rectangle',
};

/** The path as a D2 diagram (https://d2lang.com): a container per node, one shape per place, taken solid, promised dashed. */
export function renderD2(d: Diagnosis, options: { readonly direction?: Direction } = {}): string {
  const view = buildView(d, options.direction ?? worstDirection(d));
  const id = new Map(view.cards.map((c, i) => [c.id, `c${i}`]));
  const laneId = new Map(view.lanes.map((l, i) => [l.id, `n${i}`]));
  const laneOf = new Map(view.cards.map((c) => [c.id, laneId.get(c.lane) ?? 'n0']));
  const path = (card: string): string => `${laneOf.get(card)}.${id.get(card)}`;
  const out = [
    'direction: right',
    `title: ${quote(`${verdictHeadline(d)}. ${questionSentence(d.question)}`)} {near: top-center; shape: text}`,
  ];
  for (const lane of view.lanes) {
    const title = [
      lane.kind === 'outside' ? 'outside' : lane.kind === 'node' ? lane.id : lane.title,
      lane.pill?.text ?? lane.note,
    ]
      .filter((s) => s !== '')
      .join(', ');
    out.push(
      `${laneId.get(lane.id)}: ${quote(title)} {`,
      ...(lane.tone ? [`  style.stroke: ${quote(tokens.light[lane.tone])}`] : []),
    );
    for (const card of view.cards.filter((c) => c.lane === lane.id))
      out.push(`  ${shape(id.get(card.id) ?? '', card)}`);
    out.push('}');
  }
  for (const [i, edge] of view.edges.entries()) out.push(...connection(edge, path, i));
  return `${out.join('\n')}\n`;
}

const strokes: Partial<Record<CardState, 'ok' | 'bad' | 'unk' | 'ghost-line'>> = {
  delivered: 'ok',
  dropped: 'bad',
  unknown: 'unk',
  promised: 'ghost-line',
};

function shape(id: string, card: Card): string {
  const tone = strokes[card.state];
  const style = [
    `shape: ${shapes[card.role]}`,
    ...(card.role === 'pod' ? ['style.border-radius: 8'] : []),
    ...(tone ? [`style.stroke: ${quote(tokens.light[tone])}`] : []),
    ...(card.state === 'promised' || card.state === 'unknown' ? ['style.stroke-dash: 3'] : []),
  ];
  const words = [card.name, card.fact, card.badge].filter((s) => s !== '').join(', ');
  return `${id}: ${quote(words)} {${style.join('; ')}}`;
}

function connection(edge: Edge, path: (card: string) => string, i: number): readonly string[] {
  const label =
    [
      ...edge.labels.map((l) => l.text.replace(/,$/, '')),
      ...(edge.mark ? [`${edge.mark.label}: ${edge.mark.sub}`] : []),
    ].join(', ') || (edge.share < 0.9999 ? percent(edge.share) : '');
  const dash = edge.kind === 'taken' ? '' : `; style.stroke-dash: ${edge.kind === 'promised' ? 4 : 2}`;
  const stroke = (tone: Tone): string => tokens.light[tone === 'ghost' ? 'ghost-line' : tone];
  const style = `{style.stroke: ${quote(stroke(edge.mark?.tone ?? edge.tone))}; style.stroke-width: ${1 + Math.round(edge.share * 3)}${dash}}`;
  if (edge.to !== undefined) return [`${path(edge.from)} -> ${path(edge.to)}: ${quote(label)} ${style}`];
  return [`end${i}: ${quote(label)} {shape: text}`, `${path(edge.from)} -> end${i} ${style}`];
}

/** A single-quoted D2 string: nothing in it is substituted; a quote is doubled. */
const quote = (text: string): string => `'${oneLine(text).replaceAll("'", "''")}'`;
