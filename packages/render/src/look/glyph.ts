import type { Change } from '../view/pathView.ts';
import type { Palette } from './tokens.ts';

/** Line icons on a 16 px grid: what a place is. */
export const icons = {
  pod: '<path d="M8 1.9 13.4 5v6L8 14.1 2.6 11V5z"/><path d="M2.6 5 8 8.1 13.4 5M8 8.1v6"/>',
  bridge: '<path d="M1.5 11.5h13M4 11.5V5M12 11.5V5M4 5.5c1.6 3.6 6.4 3.6 8 0"/>',
  service:
    '<path d="M8 4v2.500C8 9 4 8.3 4 11M8 6.500C8 9 12 8.3 12 11"/><circle cx="8" cy="2.7" r="1.3"/><circle cx="4" cy="12.6" r="1.5"/><circle cx="12" cy="12.6" r="1.5"/>',
  rules: '<path d="M2.5 4h6M2.5 8h6M2.5 12h4M10.5 10.500l1.5 1.5 2.5-3.500M11 4h2.5"/>',
  tunnel: '<ellipse cx="4" cy="8" rx="2" ry="4.2"/><path d="M4 3.800h8c1.1 0 2 1.9 2 4.200s-.9 4.2-2 4.200H4"/>',
  port: '<rect x="2" y="2.8" width="12" height="10.4" rx="1.5"/><path d="M4.8 13v-3.200h6.400V13M5.5 5.200v2M8 5.200v2M10.5 5.200v2"/>',
  node: '<rect x="2" y="2.5" width="12" height="4.7" rx="1.2"/><rect x="2" y="8.8" width="12" height="4.7" rx="1.2"/><path d="M4.6 4.850h.01M4.6 11.150h.01"/>',
  globe:
    '<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2.200 2 2.700 4 2.700 6s-.5 4-2.700 6c-2.200-2-2.700-4-2.700-6s.5-4 2.700-6z"/>',
  socket: '<path d="M5.500 2v3.500M10.500 2v3.500M3.800 5.500h8.400v2a4.200 4.200 0 0 1-8.400 0zM8 11.700V14"/>',
} as const;
export type Icon = keyof typeof icons;

/** An icon with its upper left corner at x, y. */
export const iconAt = (name: Icon, x: number, y: number, size: number, colour: string): string =>
  `<g transform="translate(${r2(x)} ${r2(y)}) scale(${r2(size / 16)})" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${icons[name]}</g>`;

/** Coordinates with at most two decimals: pictures stay small and equal. */
export const r2 = (n: number): string => String(Math.round(n * 100) / 100);

/** Outcomes as glyphs: a check, an x, a question mark, the disc of two outcomes, a warning. Readable without colour. */
export type Glyph = 'ok' | 'bad' | 'unk' | 'part' | 'half' | 'worse' | 'warn' | 'info';

/** A glyph of radius `r` around x, y; `halo` separates it from lines below. */
export function glyphAt(kind: Glyph, x: number, y: number, r: number, p: Palette, halo = ''): string {
  const ring = halo === '' ? '' : `<circle r="12.6" fill="${halo}"/>`;
  return `<g transform="translate(${r2(x)} ${r2(y)}) scale(${r2(r / 10)})">${ring}${draw[kind](p)}</g>`;
}

const stroke = (p: Palette, width: number): string =>
  `fill="none" stroke="${p['on-tone']}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;
const left = (fill: string): string => `<path d="M-.8-10V10A10 10 0 0 1-.8-10z" fill="${fill}"/>`;
const right = (fill: string): string => `<path d="M.8-10V10A10 10 0 0 0 .8-10z" fill="${fill}"/>`;
const smallCheck = (p: Palette): string => `<path d="M-6.9.2-5.1 2-2.7-1.3" ${stroke(p, 1.7)}/>`;
const smallCross = (p: Palette, dx = 0): string =>
  `<path d="M${3.1 + dx}-1.7 ${6.5 + dx} 1.7M${6.5 + dx}-1.7 ${3.1 + dx} 1.7" ${stroke(p, 1.7)}/>`;
const smallQuestion = (p: Palette): string =>
  `<path d="M3.2-1.2a1.6 1.6 0 1 1 2.3 1.5c-.6.3-.7.6-.7 1.2" ${stroke(p, 1.5)}/><circle cx="4.8" cy="3.8" r="1" fill="${p['on-tone']}"/>`;

const draw: { readonly [K in Glyph]: (p: Palette) => string } = {
  ok: (p) => `<circle r="10" fill="${p.ok}"/><path d="M-4.4.4-1.3 3.5 4.5-3.1" ${stroke(p, 2.4)}/>`,
  bad: (p) => `<circle r="10" fill="${p.bad}"/><path d="M-3.7-3.7 3.7 3.7M3.7-3.7-3.7 3.7" ${stroke(p, 2.4)}/>`,
  unk: (p) =>
    `<circle r="10" fill="${p.unk}"/><path d="M-3-2.4a3 3 0 1 1 4.6 2.5C.4.9 0 1.5 0 2.5" ${stroke(p, 2.4)}/><circle cy="5.7" r="1.5" fill="${p['on-tone']}"/>`,
  part: (p) => left(p.ok) + right(p.bad) + smallCheck(p) + smallCross(p),
  half: (p) => left(p.ok) + right(p.unk) + smallCheck(p) + smallQuestion(p),
  worse: (p) => left(p.bad) + right(p.unk) + smallCross(p, -9.6) + smallQuestion(p),
  warn: (p) =>
    `<path d="M0-9.5 10 8.5H-10z" fill="${p.warn}" stroke="${p['warn-line']}" stroke-width="1.6" stroke-linejoin="round"/><path d="M0-3.5V2.5" stroke="${p['on-warn']}" stroke-width="2.6" stroke-linecap="round"/><circle cy="5.8" r="1.5" fill="${p['on-warn']}"/>`,
  info: (p) =>
    `<circle r="9" fill="none" stroke="${p.ink3}" stroke-width="2"/><path d="M0-.5V4.5" stroke="${p.ink3}" stroke-width="2.4" stroke-linecap="round"/><circle cy="-4" r="1.4" fill="${p.ink3}"/>`,
};

/** What a comparison says of a place: not alike, only after, only before. Strokes on a grid of 20 around 0. */
export const changeSigns: { readonly [C in Change]: string } = {
  changed: 'M-4-2.2H4M-4 2.2H4M2.600-5.400-2.600 5.400',
  'only-after': 'M-4.400 0H4.400M0-4.400V4.400',
  'only-before': 'M-4.400 0H4.400',
};

/** The sign of a change in a disc of radius `r`: what differs is filled, what is on one side only is outlined. */
export function changeAt(change: Change, x: number, y: number, r: number, p: Palette): string {
  const full = change === 'changed';
  return `<g transform="translate(${r2(x)} ${r2(y)}) scale(${r2(r / 10)})"><circle r="9" fill="${full ? p.ink : p.raised}" stroke="${full ? p.raised : p.ink2}" stroke-width="${full ? 2 : 1.6}"/><path d="${changeSigns[change]}" fill="none" stroke="${full ? p.bg : p.ink}" stroke-width="2" stroke-linecap="round"/></g>`;
}

/** The product's mark in a square of `size` with its upper left corner at x, y. */
export const markAt = (x: number, y: number, size: number, p: Palette): string =>
  `<g transform="translate(${r2(x)} ${r2(y)}) scale(${r2(size / 24)})"><rect width="24" height="24" rx="6" fill="${p.ink}"/><path d="M7 6v7.5a4 4 0 0 0 4 4h2a4 4 0 0 0 4-4v-1.8" fill="none" stroke="${p.bg}" stroke-width="2.4" stroke-linecap="round"/><circle cx="17" cy="7.2" r="2" fill="${p.bg}"/></g>`;
