import type { Diagnosis, Gap } from '@skoop/model';
import { fitMiddle, textWidth, wrapText } from '../font/measure.ts';
import { drawnSentence, oneLine } from '../look/escape.ts';
import { glyphAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import type { Direction } from '../view/pathView.ts';
import { decidingLine, decidingStep, mainFinding } from '../words/deciding.ts';
import { notEvaluated, notEvaluatedWords } from '../words/notEvaluated.ts';
import { reasonWords } from '../words/reason.ts';
import { seenByClient } from '../words/seen.ts';
import { percent } from '../words/share.ts';
import { centred, text } from './pen.ts';

export const PANEL_WIDTH = 300;

type Block = { readonly height: number; readonly body: string };
type Room = { readonly columns: number; readonly width: number };

/** Where, the line that decides, what the client sees, the fix, and what was left open: beside the graph, or below it in columns. */
export function drawPanel(d: Diagnosis, direction: Direction, p: Palette, room: Room): Block {
  const width = room.columns === 1 ? room.width : (room.width - (room.columns - 1) * 40) / room.columns;
  const blocks = [
    where(d, p, width),
    rule(d, direction, p, width),
    seen(d, p, width),
    fix(d, p, width),
    open(d, p, width),
  ].filter((b) => b !== undefined);
  if (room.columns === 1) return stack(blocks, width, p, true);
  const columns: Block[][] = Array.from({ length: room.columns }, () => []);
  blocks.forEach((b, i) => {
    columns[[0, 0, 1, 2, 1][i] ?? 0]?.push(b);
  });
  const drawn = columns.map((c) => stack(c, width, p, false));
  return {
    height: Math.max(...drawn.map((b) => b.height)),
    body: drawn.map((b, i) => `<g transform="translate(${r2(i * (width + 40))} 0)">${b.body}</g>`).join(''),
  };
}

function stack(blocks: readonly Block[], width: number, p: Palette, ruled: boolean): Block {
  let y = 0;
  const out: string[] = [];
  blocks.forEach((b, i) => {
    if (i > 0) {
      if (ruled) out.push(`<path d="M0 ${r2(y + 10)}h${width}" stroke="${p.line}" stroke-width="1.2"/>`);
      y += ruled ? 32 : 24;
    }
    out.push(`<g transform="translate(0 ${r2(y)})">${b.body}</g>`);
    y += b.height;
  });
  return { height: y, body: out.join('') };
}

const heading = (words: string, p: Palette): string => text(0, 14, words, { size: 15, fill: p.ink3, weight: 500 });

function where(d: Diagnosis, p: Palette, width: number): Block | undefined {
  const drop = d.verdict.drops[0];
  if (!drop) return undefined;
  const room = drop.device ? width - textWidth(`, ${drop.device}`, 19, 600) : width;
  const named = fitMiddle(placeName(drop.node, drop.netns), Math.max(room, width * 0.6), 19, 600);
  const place = [named, drop.device].filter((s) => s).join(', ');
  const lines = wrapText(`${place}${drop.direction === 'reply' ? ', on the way back' : ''}`, width, 19, 600, 2);
  const words = reasonWords(drop.reason);
  const facts = [`${drop.stage}, ${drop.reason}`, ...(words === '' ? [] : wrapText(words, width, 15, 400, 2))];
  const body = [
    heading('Where', p),
    ...lines.map((l, i) => text(0, 40 + i * 24, l, { size: 19, fill: p.ink, weight: 600 })),
    ...facts.map((f, i) =>
      text(0, 40 + (lines.length - 1) * 24 + 24 + i * 21, fitMiddle(f, width, 15), {
        size: 15,
        fill: i === 0 ? p.ink2 : p.ink3,
        title: f,
      }),
    ),
  ];
  return { height: 40 + (lines.length - 1) * 24 + 24 + (facts.length - 1) * 21 + 4, body: body.join('') };
}

const placeName = (node: string, netns: string): string =>
  netns === 'external' ? 'outside the nodes' : netns === 'host' || netns === '' ? node : `${netns} on ${node}`;

function rule(d: Diagnosis, direction: Direction, p: Palette, width: number): Block | undefined {
  const branch = d.verdict.drops[0]?.branch;
  const failing = d.traces.filter(
    (t) => t.outcome === 'dropped' && t.direction === (d.verdict.drops[0]?.direction ?? direction),
  );
  const trace = failing.find((t) => t.branch === branch) ?? failing[0];
  if (!trace && d.verdict.drops.length === 0) return undefined;
  const line = decidingLine(d, trace);
  if (!line || line.text === '') return undefined;
  const step = decidingStep(trace);
  const whole = oneLine(line.text);
  const size = wrapText(whole, width - 30, 16, 600).length > 3 ? 14.5 : 16;
  const lines = wrapText(whole, width - 30, size, 600, 7);
  const row = size + 6;
  const box = 22 + lines.length * row;
  const at = line.at
    ? `${line.at.section.replace(/^objects\//, '')}${line.at.line > 0 ? `, line ${line.at.line}` : ''}`
    : (step?.stage ?? '');
  const body = [
    heading(step?.rules ? 'The rule that decides' : 'The line that decides', p),
    `<rect x="-12" y="26" width="${width + 24}" height="${box}" rx="8" fill="${p['bad-bg']}"/>`,
    glyphAt('bad', 8, 26 + 22, 9, p),
    ...lines.map((l, i) => text(28, centred(48 + i * row, size), l, { size, fill: p.bad, weight: 600 })),
    text(0, 26 + box + 24, fitMiddle(at, width, 15), { size: 15, fill: p.ink2 }),
  ];
  return { height: 26 + box + 28, body: body.join('') };
}

function seen(d: Diagnosis, p: Palette, width: number): Block | undefined {
  const all = seenByClient(d);
  const lines = all.slice(0, 4);
  if (lines.length === 0) return undefined;
  const body = [heading('What the client sees', p)];
  lines.forEach((l, i) => {
    const y = 40 + i * 29;
    const share = all.length === 1 ? '' : percent(l.share);
    const w = textWidth(share, 18, 600) - (share === '' ? 6 : 0);
    const long = `${l.brief}${l.detail === '' ? '' : `, ${l.detail}`}`;
    const rest = l.tone === 'ok' || textWidth(long, 18) <= width - 33 - w ? long : l.brief;
    body.push(glyphAt(l.tone, 9, y - 6, 9, p), text(27, y, share, { size: 18, fill: p.ink, weight: 600 }));
    body.push(text(27 + w + 6, y, fitMiddle(rest, width - 33 - w, 18), { size: 18, fill: p.ink, title: rest }));
  });
  if (all.length > lines.length)
    body.push(
      text(27, 40 + lines.length * 29 - 3, `and ${all.length - lines.length} more`, { size: 15, fill: p.ink3 }),
    );
  return { height: 40 + (lines.length - 1) * 29 + (all.length > lines.length ? 28 : 0) + 4, body: body.join('') };
}

function fix(d: Diagnosis, p: Palette, width: number): Block | undefined {
  const finding = mainFinding(d);
  if (!finding?.fix) return undefined;
  const lines = finding.fix.commands.flatMap((c) => commandLines(oneLine(c), width)).slice(0, 8);
  const why = lines.length > 0 ? [] : wrapText(finding.fix.explanation, width, 16, 400, 4);
  const body = [
    heading(finding.fix.node === '' ? 'Fix' : fitMiddle(`Fix on ${finding.fix.node}`, width, 15, 500), p),
    ...lines.map((l, i) => text(0, 38 + i * 22, l, { size: 15, fill: p.ink, weight: 500 })),
    ...why.map((l, i) => text(0, 38 + i * 22, l, { size: 16, fill: p.ink })),
  ];
  return { height: 38 + (lines.length + why.length - 1) * 22 + 4, body: body.join('') };
}

/** A command over several lines: a new one at each `&&`, what goes on is indented. */
function commandLines(command: string, width: number): readonly string[] {
  return command
    .split(/ (?=&& |\|\| |; )/)
    .flatMap((part) => wrapText(part, width - 14, 15, 500, 4).map((l, i) => (i === 0 ? l : `\u2003${l}`)));
}

function open(d: Diagnosis, p: Palette, width: number): Block | undefined {
  const gap = d.verdict.outcome === 'unknown' ? notEvaluated(d)[0] : undefined;
  if (gap) return missing(gap, d, p, width);
  const lines = [notEvaluatedWords(d).replace(/^e/, 'E')];
  if (d.verdict.drops.length > 0) lines.push('Behind the drop nothing was judged');
  const wrapped = lines.flatMap((l) => wrapText(oneLine(l), width, 16, 400, 4));
  return {
    height: wrapped.length * 23 - 4,
    body: wrapped.map((l, i) => text(0, 14 + i * 23, l, { size: 16, fill: p.ink2 })).join(''),
  };
}

/** What an unknown verdict lacks, and what fills the gap. */
function missing(gap: Gap, d: Diagnosis, p: Palette, width: number): Block {
  const more = notEvaluated(d).length - 1;
  const says = wrapText(drawnSentence(gap.message), width, 17, 600, 4);
  const does = gap.action ? wrapText(drawnSentence(gap.action), width, 16, 400, 5) : [];
  const rest = more > 0 ? [`and ${more} more not evaluated`] : [];
  let y = 14;
  const out = [heading('What is missing', p)];
  const put = (line: string, size: number, fill: string, weight: 400 | 600, step: number): void => {
    y += step;
    out.push(text(0, y, line, { size, fill, weight }));
  };
  says.forEach((l, i) => {
    put(l, 17, p.unk, 600, i === 0 ? 26 : 23);
  });
  does.forEach((l, i) => {
    put(l, 16, p.ink2, 400, i === 0 ? 28 : 22);
  });
  for (const l of rest) put(l, 15, p.ink3, 400, 26);
  return { height: y + 4, body: out.join('') };
}
