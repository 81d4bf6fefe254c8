import type { Card, PathView, Strand } from '../view/pathView.ts';
import { columns, type Ink, padTo, squeeze, words } from './ink.ts';

type Sheet = { readonly ink: Ink; readonly width: number; readonly unicode: boolean };
/** What stands below an end mark: the line that decides, and where it is. */
export type Decides = (strand: Strand) => readonly string[];

type Page = Sheet & {
  readonly view: PathView;
  readonly strands: readonly Strand[];
  readonly cards: ReadonlyMap<string, Card>;
  readonly nameWidth: number;
  readonly factWidth: number;
};

const weight = { bad: 0, unk: 1, ok: 2 } as const;

/** A path as rails: one column per strand, the worst one first, a sign per place, and a rule with the node's name where one begins. */
export function drawRails(view: PathView, sheet: Sheet, decides: Decides): readonly string[] {
  const strands = view.strands.toSorted((a, b) => weight[a.tone] - weight[b.tone] || b.share - a.share);
  const widest = (of: (c: Card) => string): number =>
    Math.max(8, ...view.cards.map((c) => columns(words(of(c), sheet.unicode))));
  const page: Page = {
    ...sheet,
    view,
    strands,
    cards: new Map(view.cards.map((c) => [c.id, c])),
    nameWidth: Math.min(
      30,
      widest((c) => c.name),
    ),
    factWidth: Math.min(
      28,
      widest((c) => c.fact),
    ),
  };
  const { lines, lane, length } = sharedLines(page);
  return [...lines, ...strands.flatMap((s, i) => strandLines(page, s, i, length, lane, decides))];
}

/** Places that all strands pass: one rail as far as nothing is chosen, then one per strand. */
function sharedLines(page: Page): {
  readonly lines: readonly string[];
  readonly lane: string;
  readonly length: number;
} {
  const { strands, ink } = page;
  const length = page.view.direction === 'request' && strands.length > 1 ? sharedLength(strands) : 0;
  const trunk = page.view.edges.filter((e) => e.strand === undefined).length;
  const lines: string[] = [];
  let lane = '';
  for (let i = 0; i < length; i++) {
    const card = page.cards.get(strands[0]?.cards[i] ?? '');
    if (!card) continue;
    const marks = (sign: 'rail' | 'dot'): string => {
      const shown = i <= trunk ? [ink.sign(sign)] : strands.map((s) => ink.tone(s.tone, ink.sign(sign)));
      return shown.join(' ') + ' '.repeat(2 * (strands.length - shown.length));
    };
    if (card.lane !== lane) lines.push(...laneRule(page, card.lane, lane === '' ? '' : marks('rail')));
    lane = card.lane;
    const changes = i === trunk ? '' : changeWords(page, strands[0], i, i < trunk);
    lines.push(cardLine(page, marks('dot'), card, changes));
    if (i === trunk) lines.push(splitLine(page, i));
  }
  return { lines, lane, length };
}

function sharedLength(strands: readonly Strand[]): number {
  const first = strands[0];
  let n = 0;
  while (first && n < first.cards.length && strands.every((s) => s.cards[n] === first.cards[n] && n <= s.reached)) n++;
  return n;
}

function strandLines(
  page: Page,
  strand: Strand,
  index: number,
  from: number,
  shown: string,
  decides: Decides,
): readonly string[] {
  const { ink, unicode, strands } = page;
  const out: string[] = [];
  let lane = index > 0 ? '' : shown;
  // Rails of the strands still to come run on beside this one, from where they parted.
  const later = from > 0 ? strands.slice(index + 1) : [];
  const mark = (sign: string): string =>
    ' '.repeat(2 * index) +
    sign +
    later.map((s) => ` ${ink.tone(s.tone, ink.sign('rail'))}`).join('') +
    ' '.repeat(2 * (strands.length - 1 - index - later.length));
  const own = (sign: string): string => mark(ink.tone(strand.tone, sign));
  for (let i = from; i <= strand.reached; i++) {
    const card = page.cards.get(strand.cards[i] ?? '');
    if (!card) continue;
    if (card.lane !== lane) out.push(...laneRule(page, card.lane, i === 0 ? '' : own(ink.sign('rail'))));
    lane = card.lane;
    const last = i === strand.reached;
    const sign = last && strand.tone === 'ok' ? ink.sign('ok') : ink.sign('dot');
    out.push(
      cardLine(page, own(sign.slice(0, 1)), card, last && strand.mark ? '' : changeWords(page, strand, i, true)),
    );
  }
  if (strand.mark) {
    const { label, sub, tone } = strand.mark;
    const title = words(`${label}${sub === '' ? '' : `: ${sub}`}`, unicode);
    out.push(`  ${own(ink.sign(tone))} ${ink.bold(ink.tone(tone, title))}`);
    for (const line of decides(strand)) out.push(`  ${mark(' ')}   ${ink.tone(tone, line)}`);
    const names = strand.cards.slice(strand.reached + 1).map((id) => page.cards.get(id)?.name ?? '');
    if (names.length > 0) {
      const behind = squeeze(
        words(names.join(', '), unicode),
        page.width - 30 - 2 * strands.length,
        unicode ? '…' : '...',
      );
      const until = tone === 'unk' ? 'not evaluated' : 'promised, not reached';
      out.push(`  ${mark(ink.tone('ghost', ink.sign('ghost')))} ${ink.tone('ghost', `${behind}: ${until}`)}`);
    }
  }
  if (index < strands.length - 1 && from === 0) out.push('');
  return out;
}

/** A rule with the node's name, and what happens there; above it the rail that leads to it. */
function laneRule(page: Page, id: string, rail: string): readonly string[] {
  const { ink, unicode, strands } = page;
  const lane = page.view.lanes.find((l) => l.id === id);
  if (!lane) return [];
  const end = lane.pill ? words(lane.pill.text, unicode) : lane.note;
  const width = page.width - 5 - 2 * strands.length;
  const title = words(
    lane.kind === 'outside' ? 'outside the cluster' : lane.kind === 'node' ? lane.id : lane.title,
    unicode,
  );
  const name = squeeze(title, Math.max(8, width - columns(end) - 8), unicode ? '…' : '...');
  const rule = ink.sign('dash').repeat(Math.max(2, width - columns(name) - columns(end) - 2));
  const fate = lane.pill ? ink.tone(lane.pill.tone, end) : ink.dim(end);
  const line = `  ${rail === '' ? ' '.repeat(2 * strands.length - 1) : rail} ${ink.bold(name)} ${ink.dim(rule)} ${fate}`;
  return rail === '' ? [line.trimEnd()] : [`  ${rail}`.trimEnd(), line.trimEnd()];
}

function cardLine(page: Page, marks: string, card: Card, change: string): string {
  const { ink, unicode, nameWidth, factWidth } = page;
  const dots = unicode ? '…' : '...';
  const name = padTo(squeeze(words(card.name, unicode), nameWidth, dots), nameWidth);
  const fact = padTo(squeeze(words(card.fact, unicode), factWidth, dots), factWidth);
  const left = page.width - 7 - 2 * page.strands.length - nameWidth - factWidth;
  const note = squeeze(
    words([card.badge, change].filter((s) => s !== '').join('  '), unicode),
    Math.max(10, left),
    dots,
  );
  const ends = card.state === 'delivered' || card.state === 'dropped';
  return `  ${marks} ${ends ? ink.bold(name) : name}  ${note === '' ? ink.dim(fact.trimEnd()) : ink.dim(fact)}  ${note}`.trimEnd();
}

/** `├─╮ 50 % api-2 (10.244.3.12:8080), 50 % api-1 (10.244.2.9:8080)`: where a backend is chosen. */
function splitLine(page: Page, at: number): string {
  const { ink, unicode, strands } = page;
  const rails = strands.map((s, i) =>
    ink.tone(
      s.tone,
      i === 0 ? ink.sign('branch') : ink.sign('dash') + ink.sign(i === strands.length - 1 ? 'corner' : 'tee'),
    ),
  );
  const shown = strands.slice(0, 4).map((s) => {
    const edge = page.view.edges.find((e) => e.strand === s.id && e.from === s.cards[at]);
    return {
      s,
      name: `${s.weight} ${s.target}`,
      address: edge?.labels.find((l) => l.kind === 'address')?.text ?? '',
    };
  });
  const room = page.width - 4 - 2 * strands.length;
  const wide = columns(shown.map((x) => `${x.name} (${x.address})`).join(', ')) > room;
  const each = Math.max(14, Math.floor(room / shown.length) - 2);
  const names = shown.map(({ s, name, address }) =>
    wide
      ? ink.tone(s.tone, squeeze(words(name, unicode), each, unicode ? '…' : '...'))
      : ink.tone(s.tone, words(name, unicode)) + (address === '' ? '' : ink.dim(` (${words(address, unicode)})`)),
  );
  return `  ${rails.join('')} ${names.join(', ')}`;
}

/** What changes on the way to the next place: of a rail that several strands share only what is the same for all. */
function changeWords(page: Page, strand: Strand | undefined, i: number, own: boolean): string {
  const edge = page.view.edges.find(
    (e) =>
      e.from === strand?.cards[i] &&
      e.to === strand?.cards[i + 1] &&
      (e.strand === undefined || e.strand === strand?.id),
  );
  const labels =
    edge?.labels.filter((l) => l.kind !== 'share' && l.kind !== 'device' && (own || l.kind === 'header')) ?? [];
  return labels.map((l) => l.text).join(' ');
}
