import type { Diagnosis } from '@skoop/model';
import { fitMiddle, textWidth } from '../font/measure.ts';
import { glyphAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import { moment } from '../words/moment.ts';
import { centred, text } from './pen.ts';

/** Foot of a picture: what lines and glyphs mean; cluster, time and version. */
export function drawLegend(d: Diagnosis, width: number, top: number, p: Palette): string {
  const y = top + 28;
  const size = 15.5;
  const out: string[] = [`<path d="M0 ${top}H${width}" stroke="${p.line}" stroke-width="1.5"/>`];
  let x = 48;
  const put = (drawn: (x: number) => string, w: number, words: string): void => {
    out.push(drawn(x), text(x + w + 9, centred(y, size), words, { size, fill: p.ink2 }));
    x += w + 9 + textWidth(words, size) + 26;
  };
  const stroke = (colour: string, thick: number, dash: string) => (at: number) =>
    `<path d="M${r2(at)} ${y}h34" stroke="${colour}" stroke-width="${thick}"${dash}/>`;
  put(stroke(p.ink, 3.6, ''), 34, 'taken');
  put(stroke(p['ghost-line'], 2.6, ' stroke-dasharray="7 5"'), 34, 'promised, not taken');
  put(stroke(p.unk, 3.6, ' stroke-dasharray=".1 7" stroke-linecap="round"'), 34, 'not evaluated');
  for (const [kind, words] of [
    ['ok', 'delivered'],
    ['bad', 'dropped'],
    ['unk', 'unknown'],
  ] as const)
    put((at) => glyphAt(kind, at + 9, y, 9, p), 18, words);
  const about = [d.cluster.facts.name, pluginWords(d), moment(d.takenAt), `Skoop ${d.tool.replace(/^skoop\s*/i, '')}`]
    .filter((s) => s.trim() !== '')
    .join(', ');
  const room = width - 48 - x - 20;
  out.push(
    text(width - 48, centred(y, size), fitMiddle(about, room, size), {
      size,
      fill: p.ink2,
      anchor: 'end',
      title: about,
    }),
  );
  return out.join('');
}

/** `flannel vxlan`. */
export const pluginWords = (d: Diagnosis): string =>
  [d.cluster.facts.plugin.value, d.cluster.facts.backend?.value ?? ''].filter((s) => s !== '').join(' ');
