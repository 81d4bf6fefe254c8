import { fitMiddle, textWidth } from '../font/measure.ts';
import type { Layout, PlacedEdge, PlacedLabel, PlacedLane, Point } from '../layout/layout.ts';
import { xml } from '../look/escape.ts';
import { glyphAt, iconAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import { rowNames } from '../view/pathView.ts';
import { drawCard } from './drawCard.ts';
import { arrow, centred, hollowLine, inkOf, line, shortened, strokeOf, text } from './pen.ts';

/** The graph of a layout as SVG elements, origin at its upper left. */
export function drawGraph(
  layout: Layout,
  p: Palette,
  options: { readonly underlay: string; readonly ground: string },
): string {
  const out: string[] = [drawRows(layout, p)];
  if (layout.underlay) {
    const u = layout.underlay;
    out.push(
      `<rect x="${r2(u.x)}" y="${r2(u.y)}" width="${r2(u.width)}" height="${r2(u.height)}" rx="${r2(12 * layout.sizes.scale)}" fill="${p.sunken}" stroke="${p.line}" stroke-width="1.2"/>`,
    );
  }
  for (const lane of layout.lanes) out.push(drawLane(lane, layout, p));
  for (const edge of layout.edges) out.push(drawLine(edge, layout, p));
  for (const card of layout.cards) out.push(drawCard(card, layout.sizes, p));
  for (const edge of layout.edges) out.push(drawMark(edge, layout, p, options.ground));
  for (const edge of layout.edges) for (const label of edge.labels) out.push(drawLabel(label, layout, p));
  if (layout.underlay && options.underlay !== '') out.push(drawUnderlayWords(layout, options.underlay, p));
  return out.join('\n');
}

function drawRows(layout: Layout, p: Palette): string {
  const k = layout.sizes;
  return layout.rows
    .map(
      ({ row, y }) =>
        `<path d="M${r2(k.gutter - 10 * k.scale)} ${r2(y)}H${r2(layout.width - 2)}" stroke="${p.line}" stroke-width="1"/>` +
        text(k.gutter - 16 * k.scale, centred(y, k.fact), row === 'underlay' ? 'underlay' : rowNames[row], {
          size: k.fact,
          fill: p.ink3,
          weight: 500,
          anchor: 'end',
        }),
    )
    .join('');
}

function drawLane(placed: PlacedLane, layout: Layout, p: Palette): string {
  const k = layout.sizes;
  const { lane, x, y, width, height } = placed;
  const fill = lane.tone === 'bad' ? p['bad-lane'] : lane.tone === 'unk' ? p['unk-lane'] : p.surface;
  const stroke = lane.tone ? p[lane.tone] : lane.reached ? p.line : p['ghost-line'];
  const dash = lane.reached
    ? ''
    : lane.tone === 'unk'
      ? ` stroke-dasharray="${r2(1.5 * k.scale)} ${r2(4 * k.scale)}" stroke-linecap="round"`
      : ` stroke-dasharray="${r2(6 * k.scale)} ${r2(5 * k.scale)}"`;
  const box = (dx: number, dy: number): string =>
    `<rect x="${r2(x + dx)}" y="${r2(y + dy)}" width="${r2(width)}" height="${r2(height)}" rx="${r2(12 * k.scale)}" fill="${fill}" stroke="${stroke}" stroke-width="${r2((lane.tone ? 1.4 : 1.2) * k.scale)}"${dash}/>`;
  const stack = lane.kind === 'alike' ? box(8 * k.scale, 6 * k.scale) + box(4 * k.scale, 3 * k.scale) : '';
  const middle = y + k.head / 2;
  const base = centred(middle, k.laneTitle);
  const out = [stack, box(0, 0)];
  const left = x + 14 * k.scale;
  out.push(iconAt(lane.kind === 'outside' ? 'globe' : 'node', left, middle - k.icon / 2, k.icon, p.ink2));
  const titleX = left + k.icon + 8 * k.scale;
  let end = x + width - 14 * k.scale;
  if (lane.pill) {
    const size = k.label + 0.5 * k.scale;
    out.push(glyphAt(lane.pill.tone, end - k.pillGlyph, middle, k.pillGlyph, p));
    end -= 2 * k.pillGlyph + 6 * k.scale;
    out.push(text(end, base, lane.pill.text, { size, fill: p[lane.pill.tone], weight: 600, anchor: 'end' }));
    end -= textWidth(lane.pill.text, size, 600);
  }
  const warn = lane.suspicions.length > 0 ? 24 * k.scale : 0;
  const note = lane.note === '' ? 0 : textWidth(lane.note, k.label) + 8 * k.scale;
  const shown = fitMiddle(lane.title, end - titleX - warn - note - 8 * k.scale, k.laneTitle, 600);
  out.push(
    text(titleX, base, shown, {
      size: k.laneTitle,
      fill: p.ink,
      weight: 600,
      title: lane.kind === 'node' ? lane.id : lane.title,
    }),
  );
  const after = titleX + textWidth(shown, k.laneTitle, 600);
  if (warn > 0)
    out.push(
      `<g><title>${xml(lane.suspicions.map((s) => s.id).join(', '))}</title>${glyphAt('warn', after + 15 * k.scale, middle - 0.5, 6.5 * k.scale, p)}</g>`,
    );
  if (note > 0) out.push(text(after + warn + 8 * k.scale, base, lane.note, { size: k.label, fill: p.ink3 }));
  return out.join('');
}

function drawLine({ edge, points, width, mark }: PlacedEdge, layout: Layout, p: Palette): string {
  const k = layout.sizes;
  const colour = strokeOf(edge.tone, p);
  const style = edge.kind === 'taken' ? 'solid' : edge.kind === 'unknown' ? 'dot' : 'dash';
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return '';
  const headed = edge.to !== undefined;
  const hollow = edge.change === 'only-before' ? p.surface : undefined;
  if (!mark) {
    const body = headed && edge.kind !== 'unknown' ? shortened(points, k.arrow * 0.8) : points;
    return (
      (hollow ? hollowLine(body, colour, hollow, width, k.scale) : line(body, colour, width, style, k.scale)) +
      (headed && edge.kind !== 'unknown' ? arrow(before, last, k.arrow, colour) : '')
    );
  }
  const solid = points.slice(0, mark.index + 1);
  const rest = points.slice(mark.index);
  const end = p[edge.mark?.tone ?? 'bad'];
  const taken = hollow ? hollowLine(solid, end, hollow, width, k.scale) : line(solid, end, width, 'solid', k.scale);
  if (rest.length < 2 || !headed) return taken;
  const behind = edge.mark?.tone === 'unk' ? 'dot' : 'dash';
  const tone = edge.mark?.tone === 'unk' ? p.unk : p['ghost-line'];
  const tail = line(
    shortened(clear(rest, k.disc), k.arrow * 0.8),
    tone,
    width * (behind === 'dash' ? 0.75 : 1),
    behind,
    k.scale,
  );
  return taken + tail + (behind === 'dash' ? arrow(before, last, k.arrow, tone) : '');
}

/** The points without what lies below the disc at their start. */
const clear = (points: readonly Point[], radius: number): readonly Point[] =>
  shortened([...points].reverse(), radius * 1.1).toReversed();

function drawMark({ edge, mark }: PlacedEdge, layout: Layout, p: Palette, ground: string): string {
  if (!mark || !edge.mark) return '';
  const k = layout.sizes;
  const { tone, label, sub } = edge.mark;
  const [x, y] = mark.at;
  const lane = layout.lanes.find((l) => x >= l.x && x <= l.x + l.width && y < l.y + l.height);
  const halo = lane
    ? lane.lane.tone === 'bad'
      ? p['bad-lane']
      : lane.lane.tone === 'unk'
        ? p['unk-lane']
        : p.surface
    : ground;
  const past = { ...p, [tone]: p.surface, 'on-tone': p[tone] };
  const out = [
    edge.change === 'only-before'
      ? glyphAt(tone, x, y, k.disc * 0.8, past, p[tone])
      : glyphAt(tone, x, y, k.disc, p, halo),
  ];
  if (!lane && tone === 'unk') return out.join('');
  const anchor = mark.side === 'left' ? 'end' : 'start';
  const at = x + (k.disc + 9 * k.scale) * (mark.side === 'left' ? -1 : 1);
  const lines = sub === '' ? 0 : 1;
  out.push(
    text(at, centred(y - lines * k.label * 0.62, k.markText), label, {
      size: k.markText,
      fill: p[tone],
      weight: 600,
      anchor,
    }),
  );
  if (lines > 0)
    out.push(text(at, centred(y + k.markText * 0.66, k.fact), sub, { size: k.fact + 0.5, fill: p[tone], anchor }));
  return out.join('');
}

function drawLabel({ label, x, y, anchor }: PlacedLabel, layout: Layout, p: Palette): string {
  const k = layout.sizes;
  if (label.kind !== 'share') {
    const size = label.kind === 'header' ? k.label : k.fact;
    const fill = label.kind === 'device' ? p.ink3 : inkOf(label.tone, p);
    return text(x, centred(y, size), label.text, { size, fill, anchor });
  }
  const size = k.label + k.scale;
  const words = { size, fill: inkOf(label.tone, p), weight: 600, anchor } as const;
  // A share that ends in different ways before and after has no outcome of its own.
  if (label.tone === 'ink' || label.tone === 'ghost') return text(x, centred(y, size), label.text, words);
  const r = 5.8 * k.scale;
  const shift = (2 * r + 5 * k.scale) * (anchor === 'start' ? 1 : -1);
  return (
    glyphAt(label.tone, x + (anchor === 'start' ? r : -r), y, r, p) +
    text(x + shift, centred(y, size), label.text, words)
  );
}

function drawUnderlayWords(layout: Layout, words: string, p: Palette): string {
  const u = layout.underlay;
  const k = layout.sizes;
  if (!u) return '';
  const firstX = Math.min(...layout.edges.flatMap((e) => e.points.filter(([, y]) => y > u.y).map(([x]) => x)));
  const room = firstX - u.x - 28 * k.scale;
  if (room < textWidth(words, k.fact)) return '';
  return text(u.x + 14 * k.scale, centred(u.y + u.height / 2, k.fact), words, { size: k.fact, fill: p.ink3 });
}
