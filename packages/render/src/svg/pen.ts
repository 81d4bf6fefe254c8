import type { Weight } from '../font/measure.ts';
import type { Point } from '../layout/layout.ts';
import { xml } from '../look/escape.ts';
import { r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import type { Tone } from '../view/pathView.ts';

export const SANS = "Inter, 'Noto Sans', system-ui, -apple-system, 'Segoe UI', sans-serif";

export type TextStyle = {
  readonly size: number;
  readonly fill: string;
  readonly weight?: Weight;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Full text, where the one shown is shortened. */
  readonly title?: string;
  readonly spacing?: number;
};

/** A line of text whose baseline is at y. */
export function text(x: number, y: number, words: string, s: TextStyle): string {
  const attributes = [
    `x="${r2(x)}" y="${r2(y)}" font-size="${r2(s.size)}" fill="${s.fill}"`,
    s.weight && s.weight !== 400 ? ` font-weight="${s.weight}"` : '',
    s.anchor && s.anchor !== 'start' ? ` text-anchor="${s.anchor}"` : '',
    s.spacing ? ` letter-spacing="${r2(s.spacing)}"` : '',
  ].join('');
  return `<text ${attributes}>${s.title && s.title !== words ? `<title>${xml(s.title)}</title>` : ''}${xml(words)}</text>`;
}

/** Baseline that puts text of this size in the middle of y. */
export const centred = (y: number, size: number): number => y + size * 0.36;

export const strokeOf = (tone: Tone, p: Palette): string =>
  tone === 'ghost' ? p['ghost-line'] : tone === 'ink' ? p.ink : p[tone];
export const inkOf = (tone: Tone, p: Palette): string => (tone === 'ink' ? p.ink2 : p[tone]);

/** A line with round corners through points; `style` is solid, dashed or dotted. */
export function line(
  points: readonly Point[],
  colour: string,
  width: number,
  style: 'solid' | 'dash' | 'dot',
  scale: number,
): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return '';
  let d = `M${r2(first[0])} ${r2(first[1])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1] as Point, points[i] as Point, points[i + 1] as Point];
    const r = Math.min(12 * scale, distance(before, corner) / 2, distance(corner, after) / 2);
    const [a, b] = [towards(corner, before, r), towards(corner, after, r)];
    d += `L${r2(a[0])} ${r2(a[1])}Q${r2(corner[0])} ${r2(corner[1])} ${r2(b[0])} ${r2(b[1])}`;
  }
  d += `L${r2(last[0])} ${r2(last[1])}`;
  const dash =
    style === 'dash'
      ? ` stroke-dasharray="${r2(6 * scale)} ${r2(5 * scale)}"`
      : style === 'dot'
        ? ` stroke-dasharray=".1 ${r2(6 * scale)}" stroke-linecap="round"`
        : '';
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${r2(width)}"${dash}/>`;
}

/** A line whose middle is empty: where a packet went before, and does not go now. */
export const hollowLine = (
  points: readonly Point[],
  colour: string,
  ground: string,
  width: number,
  scale: number,
): string =>
  line(points, colour, width + HOLLOW_MORE * scale, 'solid', scale) +
  line(points, ground, width - HOLLOW_LESS * scale, 'solid', scale);
const HOLLOW_MORE = 1.6;
const HOLLOW_LESS = 0.9;

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
function towards(from: Point, to: Point, by: number): Point {
  const d = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) / d) * by, from[1] + ((to[1] - from[1]) / d) * by];
}

/** An arrowhead as a polygon (markers come out wrong in some renderers), its tip at `to`. */
export function arrow(from: Point, to: Point, size: number, colour: string): string {
  const back = towards(to, from, size);
  const half = size * 0.62;
  const [dx, dy] = [(to[0] - back[0]) / size, (to[1] - back[1]) / size];
  const a: Point = [back[0] - dy * half, back[1] + dx * half];
  const b: Point = [back[0] + dy * half, back[1] - dx * half];
  return `<path d="M${r2(to[0])} ${r2(to[1])}L${r2(a[0])} ${r2(a[1])}L${r2(b[0])} ${r2(b[1])}z" fill="${colour}"/>`;
}

/** The points without the last stretch of `by`, so that a line ends under its arrowhead. */
export function shortened(points: readonly Point[], by: number): readonly Point[] {
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return points;
  return [...points.slice(0, -1), towards(last, before, Math.min(by, distance(last, before)))];
}
