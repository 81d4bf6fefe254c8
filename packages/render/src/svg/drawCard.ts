import { fitMiddle, textWidth } from '../font/measure.ts';
import type { PlacedCard } from '../layout/layout.ts';
import type { Sizes } from '../layout/sizes.ts';
import { xml } from '../look/escape.ts';
import { changeAt, glyphAt, iconAt, r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import type { CardState, Role } from '../view/pathView.ts';
import { centred, text } from './pen.ts';

type Look = {
  readonly stroke: string;
  readonly width: number;
  readonly dash: string;
  readonly fill: string;
  readonly icon: string;
  readonly ink: string;
  readonly soft: string;
};

function lookOf(state: CardState, k: Sizes, p: Palette): Look {
  const passed: Look = {
    stroke: p.line2,
    width: 1.2,
    dash: '',
    fill: p.raised,
    icon: p.ink2,
    ink: p.ink,
    soft: p.ink2,
  };
  switch (state) {
    case 'passed':
      return passed;
    case 'delivered':
      return { ...passed, stroke: p.ok, width: 1.8, fill: p['ok-bg'], icon: p.ok };
    case 'dropped':
      return { ...passed, stroke: p.bad, width: 1.8, icon: p.bad };
    case 'promised':
      return {
        stroke: p['ghost-line'],
        width: 1.3,
        dash: ` stroke-dasharray="${r2(5 * k.scale)} ${r2(4 * k.scale)}"`,
        fill: 'none',
        icon: p.ghost,
        ink: p.ghost,
        soft: p.ghost,
      };
    case 'unknown':
      return {
        stroke: p.unk,
        width: 1.3,
        dash: ` stroke-dasharray="${r2(1.5 * k.scale)} ${r2(3.5 * k.scale)}"`,
        fill: 'none',
        icon: p.ghost,
        ink: p.ghost,
        soft: p.ghost,
      };
  }
}

const radius: { readonly [R in Exclude<Role, 'rule' | 'tunnel'>]: number } = { pod: 12, device: 6, uplink: 3 };

/** One card: its shape is the role, its stroke the state, and at most five things are on it. */
export function drawCard({ card, x, y, width, height }: PlacedCard, k: Sizes, p: Palette): string {
  const look = lookOf(card.state, k, p);
  const paint = `fill="${look.fill}" stroke="${look.stroke}" stroke-width="${r2(look.width * k.scale)}"${look.dash}`;
  const out = [
    card.role === 'rule' ? cut(x, y, width, height, 9 * k.scale, paint) : box(card.role, x, y, width, height, k, paint),
  ];
  const inset = (card.role === 'tunnel' ? 16 : 12) * k.scale;
  const middle = y + height / 2;
  out.push(iconAt(card.icon, x + inset, middle - k.icon / 2, k.icon, look.icon));
  let right = x + width - (card.role === 'tunnel' ? 16 : 11) * k.scale;
  if (card.number > 0) {
    out.push(
      text(right, centred(middle, k.label), String(card.number), { size: k.label, fill: p.ink3, anchor: 'end' }),
    );
    right -= textWidth(String(card.number), k.label) + 7 * k.scale;
  }
  if (card.gap && card.state !== 'unknown' && card.state !== 'promised') {
    out.push(
      `<g><title>a rule here was not evaluated</title>${glyphAt('unk', right - 6 * k.scale, middle, 6 * k.scale, p)}</g>`,
    );
    right -= 12 * k.scale + 6 * k.scale;
  }
  if (card.suspicions.length > 0) {
    out.push(
      `<g><title>${xml(card.suspicions.map((s) => s.id).join(', '))}</title>${glyphAt('warn', right - 6 * k.scale, middle, 6 * k.scale, p)}</g>`,
    );
    right -= 12 * k.scale + 6 * k.scale;
  }
  if (card.badge !== '') {
    const size = k.fact * 0.92;
    const w = textWidth(card.badge, size, 600) + 12 * k.scale;
    const h = 16 * k.scale;
    out.push(
      `<rect x="${r2(right - w)}" y="${r2(middle - h / 2)}" width="${r2(w)}" height="${r2(h)}" rx="${r2(4 * k.scale)}" fill="${p.ink}"/>`,
      text(right - w / 2, centred(middle, size), card.badge, { size, fill: p.bg, weight: 600, anchor: 'middle' }),
    );
    right -= w + 6 * k.scale;
  }
  const tx = x + inset + k.icon + 9 * k.scale;
  const name = fitMiddle(card.name, right - tx, k.name, 600);
  const fact = fitMiddle(card.fact, right - tx, k.fact);
  out.push(text(tx, middle - 3.2 * k.scale, name, { size: k.name, fill: look.ink, weight: 600, title: card.title }));
  out.push(text(tx, middle + 12.2 * k.scale, fact, { size: k.fact, fill: look.soft, title: card.fact }));
  if (card.change) out.push(changeAt(card.change, x + 2 * k.scale, y + 1 * k.scale, 8.5 * k.scale, p));
  return `<g>${out.join('')}</g>`;
}

function box(role: Exclude<Role, 'rule'>, x: number, y: number, w: number, h: number, k: Sizes, paint: string): string {
  const r = role === 'tunnel' ? h / 2 : radius[role] * k.scale;
  return `<rect x="${r2(x)}" y="${r2(y)}" width="${r2(w)}" height="${r2(h)}" rx="${r2(r)}" ${paint}/>`;
}

const cut = (x: number, y: number, w: number, h: number, q: number, paint: string): string =>
  `<path d="M${r2(x + q)} ${r2(y)}h${r2(w - 2 * q)}l${r2(q)} ${r2(q)}v${r2(h - 2 * q)}l${r2(-q)} ${r2(q)}h${r2(-(w - 2 * q))}l${r2(-q)} ${r2(-q)}v${r2(-(h - 2 * q))}z" ${paint}/>`;
