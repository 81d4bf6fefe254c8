import { Resvg } from '@resvg/resvg-js';
import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { textWidth, type Weight } from '../font/measure.ts';
import type { Direction } from '../view/pathView.ts';
import { renderSvg } from './renderSvg.ts';

const directions: readonly Direction[] = ['request', 'reply'];
const cases = Object.entries(samples).flatMap(([name, d]) =>
  directions.map((direction): [string, Diagnosis, Direction] => [`${name}, ${direction}`, d, direction]),
);

type Box = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

/** Boxes of the texts of a graph, which has no transforms around its texts. */
function boxes(svg: string): readonly Box[] {
  return [
    ...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)" font-size="([\d.]+)"([^>]*)>(?:<title>[^<]*<\/title>)?([^<]*)/g),
  ].map((m) => {
    const [x, y, size] = [Number(m[1]), Number(m[2]), Number(m[3])];
    const weight = Number(/font-weight="(\d+)"/.exec(m[4] ?? '')?.[1] ?? 400) as Weight;
    const words = (m[5] ?? '').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
    const width = textWidth(words, size, weight);
    const anchor = /text-anchor="(\w+)"/.exec(m[4] ?? '')?.[1];
    const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    return { text: words, left, right: left + width, top: y - size * 0.74, bottom: y + size * 0.2 };
  });
}

const hostile = '"><script>alert(1)</script>&\u0000\u001b[31m\u202e' + "'";

describe('renderSvg', () => {
  it.each(cases)('no text lies on another one: %s', (_name, d, direction) => {
    const all = boxes(renderSvg(d, { kind: 'graph', direction }));
    for (const [i, a] of all.entries())
      for (const b of all.slice(i + 1))
        expect(
          a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
          `“${a.text}” and “${b.text}”`,
        ).toBe(false);
  });

  it.each(cases)('no text leaves the picture: %s', (_name, d, direction) => {
    const svg = renderSvg(d, { kind: 'graph', direction });
    const width = Number(/width="([\d.]+)"/.exec(svg)?.[1]);
    for (const b of boxes(svg))
      expect(b.left >= -1 && b.right <= width + 1, `“${b.text}” ${b.left}-${b.right} of ${width}`).toBe(true);
  });

  it.each(
    Object.entries(samples).flatMap(([name, d]) =>
      (['share', 'preview', 'graph'] as const).map((kind): [string, Diagnosis, typeof kind] => [
        `${name} as ${kind}`,
        d,
        kind,
      ]),
    ),
  )('is XML that a renderer takes, with the size promised, in both themes: %s', (_name, d, kind) => {
    for (const theme of ['light', 'dark'] as const) {
      const svg = renderSvg(d, { kind, theme });
      const made = new Resvg(svg, { font: { loadSystemFonts: false } });
      if (kind === 'share') expect(made.width).toBe(1600);
      if (kind === 'preview') expect([made.width, made.height]).toEqual([1200, 630]);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });

  it('is the same for the same diagnosis', () => {
    const d = samples.partial as Diagnosis;
    expect(renderSvg(d)).toBe(renderSvg(structuredClone(d)));
  });

  it('says question, verdict, reason, place, time, version and what was not evaluated', () => {
    const svg = renderSvg(samples.partial as Diagnosis);
    for (const words of [
      'shop/client-7f9c',
      'shop/api:80',
      'Partial: 50 % of new connections time out',
      'its firewall accepts no VXLAN',
      'filter/INPUT',
      '-A IN_drop -j DROP',
      '2026-11-23 14:02:11 UTC',
      'Skoop 0.1.0',
      '2 not evaluated',
    ])
      expect(svg).toContain(words);
  });

  it('escapes what comes from a cluster', () => {
    const d = JSON.parse(
      JSON.stringify(samples.partial)
        .replaceAll('api-2', JSON.stringify(hostile).slice(1, -1))
        .replaceAll('worker-3', JSON.stringify(`n${hostile}`).slice(1, -1)),
    ) as Diagnosis;
    for (const kind of ['share', 'preview', 'graph'] as const) {
      const svg = renderSvg(d, { kind });
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('\u0000');
      expect(svg).not.toContain('\u001b');
      expect(svg).not.toContain('\u202e');
      expect(() => new Resvg(svg, { font: { loadSystemFonts: false } })).not.toThrow();
    }
  });
});
