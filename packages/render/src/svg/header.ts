import type { Diagnosis } from '@skoop/model';
import { fitMiddle, textWidth, wrapText } from '../font/measure.ts';
import { drawnSentence, xml } from '../look/escape.ts';
import { glyphAt, markAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import { verdictGlyph, verdictHeadline } from '../words/headline.ts';
import { destinationName, endpointKind, endpointName } from '../words/question.ts';
import { text } from './pen.ts';

const LEFT = 176;

/** Question, verdict and reason over the whole width. */
export function drawHeader(
  d: Diagnosis,
  width: number,
  p: Palette,
): { readonly height: number; readonly body: string } {
  const room = width - LEFT - 48;
  const out: string[] = [questionLine(d, LEFT, 50, 24, room - 150, p)];
  const headline = verdictHeadline(d);
  const wide = textWidth(headline, 44, 600);
  const size = wide <= room - 130 ? 44 : Math.max(32, (44 * (room - 130)) / wide);
  out.push(
    text(LEFT - 1, 99, fitMiddle(headline, room, size, 600), { size, fill: p.ink, weight: 600, spacing: -size * 0.02 }),
  );
  const sentence = drawnSentence(d.verdict.sentence);
  // A word or two too many are no second line.
  const reasonSize = textWidth(sentence, 24, 500) > room && textWidth(sentence, 21, 500) <= room ? 21 : 24;
  const lines = wrapText(sentence, room, reasonSize, 500, 3);
  out.push(...reasonLines(lines, LEFT, 138, reasonSize, 33, p));
  const height = 164 + Math.max(0, lines.length - 1) * 33;
  out.push(glyphAt(verdictGlyph(d), 98, 82, 50, p));
  out.push(markAt(width - 154, 30, 34, p), text(width - 109, 54.5, 'Skoop', { size: 23, fill: p.ink, weight: 600 }));
  const ground = `<rect width="${width}" height="${r2(height)}" fill="${p.surface}"/><path d="M0 ${r2(height)}H${width}" stroke="${p.line}" stroke-width="1.5"/>`;
  return { height, body: ground + out.join('') };
}

/** `pod shop/client-7f9c → service shop/api:80 tcp` with the names in bold. */
export function questionLine(d: Diagnosis, x: number, y: number, size: number, room: number, p: Palette): string {
  const q = d.question;
  const kind = (k: string): string => (k === '' ? '' : `${k} `);
  const quiet = [kind(endpointKind(q.source)), ' → ', kind(endpointKind(q.destination)), ` ${q.protocol}`];
  const left = room - quiet.reduce((sum, t) => sum + textWidth(t, size), 0);
  const names = [endpointName(q.source), destinationName(q)];
  const widths = names.map((n) => textWidth(n, size, 600));
  const total = (widths[0] ?? 0) + (widths[1] ?? 0);
  const fit = names.map((n, i) => {
    const half = left / 2;
    const other = widths[1 - i] ?? 0;
    return total <= left ? n : fitMiddle(n, Math.max(half, left - other), size, 600);
  });
  const soft = (t: string): string => `<tspan fill="${p.ink3}">${xml(t)}</tspan>`;
  const bold = (t: string, full: string): string => `<tspan font-weight="600">${t === full ? '' : ''}${xml(t)}</tspan>`;
  return `<text x="${r2(x)}" y="${r2(y)}" font-size="${size}" fill="${p.ink}" xml:space="preserve"><title>${xml(names.join(' to '))}</title>${soft(quiet[0] ?? '')}${bold(fit[0] ?? '', names[0] ?? '')}${soft(quiet[1] ?? '')}${soft(quiet[2] ?? '')}${bold(fit[1] ?? '', names[1] ?? '')}${soft(quiet[3] ?? '')}</text>`;
}

/** The reason: its first clause, up to a colon or comma, carries the weight. */
function reasonLines(
  lines: readonly string[],
  x: number,
  y: number,
  size: number,
  step: number,
  p: Palette,
): readonly string[] {
  const whole = lines.join(' ');
  const colon = /^[^:]{8,90}?: /.exec(whole)?.[0].length ?? 0;
  let done = 0;
  return lines.map((line, i) => {
    const bold = Math.max(0, Math.min(line.length, colon - done));
    done += line.length + 1;
    return `<text x="${x}" y="${y + i * step}" font-size="${size}" fill="${p.ink2}" xml:space="preserve"><tspan font-weight="600" fill="${p.ink}">${xml(line.slice(0, bold))}</tspan>${xml(line.slice(bold))}</text>`;
  });
}
