import type { Card, Edge, PathView, Strand, Tone } from '../view/pathView.ts';
import { columns, type Ink, padTo, squeeze, words } from './ink.ts';

type Sheet = { readonly ink: Ink; readonly width: number; readonly unicode: boolean };
/** What stands below an end mark: the line that decides, and where it is. */
export type Decides = (strand: Strand) => readonly string[];

/** A path as rails: one column per strand, the worst one first, a sign per place, and a rule with the node's name where one begins. */
export function drawRails(view: PathView, sheet: Sheet, decides: Decides): readonly string[] {
  const weight = { bad: 0, unk: 1, ok: 2 } as const;
  const strands = view.strands.toSorted((a, b) => weight[a.tone] - weight[b.tone] || b.share - a.share);
  const cards = new Map(view.cards.map((c) => [c.id, c]));
  const shared = view.direction === 'request' ? sharedLength(strands) : 0;
  const trunk = strands.length > 1 ? view.edges.filter((e) => e.strand === undefined).length : 0;
  const nameWidth = Math.min(30, Math.max(...view.cards.map((c) => columns(words(c.name, sheet.unicode))), 8));
  const factWidth = Math.min(28, Math.max(...view.cards.map((c) => columns(words(c.fact, sheet.unicode))), 8));
  const page = { ...sheet, view, strands, cards, nameWidth, factWidth };
  const out: string[] = [];
  let lane = '';
  const first = strands[0];
  if (!first) return [];
  for (let i = 0; i < shared; i++) {
    const card = cards.get(first.cards[i] ?? '');
    if (!card) continue;
    const single = i <= trunk && strands.length > 1;
    if (card.lane !== lane)
      out.push(...laneRule(page, card.lane, lane === '' ? '' : rails(page, single ? 1 : strands.length, 0, 'rail'), 0));
    lane = card.lane;
    const tone: Tone = single ? 'ink' : first.tone;
    const marks = single
      ? sheet.ink.tone(tone, sheet.ink.sign('dot'))
      : strands.map((s) => sheet.ink.tone(s.tone, sheet.ink.sign('dot'))).join(' ');
    out.push(
      cardLine(
        page,
        padMarks(page, marks, single ? 1 : strands.length),
        card,
        edgeWords(page, first, i, single || strands.length === 1),
      ),
    );
    if (i === trunk && strands.length > 1) out.push(splitLine(page));
  }
  strands.forEach((strand, index) => {
    out.push(...strandLines(page, strand, index, shared, lane, decides));
  });
  return out;
}

type Page = Sheet & {
  readonly view: PathView;
  readonly strands: readonly Strand[];
  readonly cards: ReadonlyMap<string, Card>;
  readonly nameWidth: number;
  readonly factWidth: number;
};

function sharedLength(strands: readonly Strand[]): number {
  const first = strands[0];
  if (!first) return 0;
  if (strands.length === 1) return 0;
  let n = 0;
  while (n < first.cards.length && strands.every((s) => s.cards[n] === first.cards[n] && n < s.reached)) n++;
  return n;
}

function strandLines(
  page: Page,
  strand: Strand,
  index: number,
  from: number,
  shownLane: string,
  decides: Decides,
): readonly string[] {
  const { ink } = page;
  const out: string[] = [];
  let lane = page.strands.length > 1 && index > 0 ? '' : shownLane;
  const before = ' '.repeat(2 * index);
  // Rails of the strands still to come run on beside this one, from where they parted.
  const later =
    from > 0
      ? page.strands
          .slice(index + 1)
          .map((s) => ` ${ink.tone(s.tone, ink.sign('rail'))}`)
          .join('')
      : '';
  const laterWidth = from > 0 ? page.strands.length - index - 1 : 0;
  const mark = (sign: string): string =>
    before + sign + later + ' '.repeat(2 * (page.strands.length - 1 - index - laterWidth));
  for (let i = from; i <= strand.reached; i++) {
    const card = page.cards.get(strand.cards[i] ?? '');
    if (!card) continue;
    if (card.lane !== lane)
      out.push(...laneRule(page, card.lane, i === 0 ? '' : mark(ink.tone(strand.tone, ink.sign('rail'))), index));
    lane = card.lane;
    const last = i === strand.reached;
    const sign =
      last && strand.tone === 'ok'
        ? ink.tone('ok', ink.sign('ok').slice(0, 1))
        : ink.tone(strand.tone, ink.sign('dot'));
    out.push(cardLine(page, mark(sign), card, last && strand.mark ? '' : edgeWords(page, strand, i, true)));
  }
  if (strand.mark) {
    const { label, sub, tone } = strand.mark;
    out.push(
      `  ${mark(ink.tone(tone, ink.sign(tone)))} ${ink.bold(ink.tone(tone, words(`${label}${sub === '' ? '' : `: ${sub}`}`, page.unicode)))}`,
    );
    for (const line of decides(strand)) out.push(`  ${mark(' ')}   ${ink.tone(tone, line)}`);
    const behind = strand.cards
      .slice(strand.reached + 1)
      .map((id) => page.cards.get(id)?.name ?? '')
      .filter((n) => n !== '');
    const until = tone === 'unk' ? 'not evaluated' : 'promised, not reached';
    if (behind.length > 0)
      out.push(
        `  ${mark(ink.tone('ghost', ink.sign('ghost')))} ${ink.tone('ghost', squeeze(words(behind.join(', '), page.unicode), page.width - 30 - 2 * page.strands.length, page.unicode ? '…' : '...'))}${ink.tone('ghost', `: ${until}`)}`,
      );
  }
  if (index < page.strands.length - 1) out.push(`  ${before}  ${later.slice(1)}`.trimEnd());
  return out;
}

/** A rule with the node's name, and what happens there. */
function laneRule(page: Page, id: string, rail: string, _index: number): readonly string[] {
  const { ink } = page;
  const lane = page.view.lanes.find((l) => l.id === id);
  if (!lane) return [];
  const title = words(lane.kind === 'outside' ? `outside the cluster` : lane.title, page.unicode);
  const end = lane.pill ? words(lane.pill.text, page.unicode) : lane.note;
  const width = page.width - 4 - 2 * page.strands.length;
  const shown = squeeze(title, Math.max(8, width - columns(end) - 8), page.unicode ? '…' : '...');
  const rule = ink.sign('dash').repeat(Math.max(2, width - columns(shown) - columns(end) - 4));
  const coloured = lane.pill ? ink.tone(lane.pill.tone, end) : ink.dim(end);
  const blank = ' '.repeat(2 * page.strands.length - 1);
  return [
    ...(rail === '' ? [] : [`  ${rail}`.trimEnd()]),
    `  ${rail === '' ? blank : rail} ${ink.bold(shown)} ${ink.dim(rule)} ${coloured}`,
  ];
}

function cardLine(page: Page, marks: string, card: Card, change: string): string {
  const { ink, unicode } = page;
  const dots = unicode ? '…' : '...';
  const name = padTo(squeeze(words(card.name, unicode), page.nameWidth, dots), page.nameWidth);
  const fact = padTo(squeeze(words(card.fact, unicode), page.factWidth, dots), page.factWidth);
  const notes = [card.badge, change].filter((s) => s !== '');
  const left = page.width - 6 - 2 * page.strands.length - page.nameWidth - page.factWidth;
  const note = squeeze(words(notes.join('  '), unicode), Math.max(10, left), dots);
  const bold = card.state === 'delivered' || card.state === 'dropped';
  return `  ${marks} ${bold ? ink.bold(name) : name}  ${ink.dim(fact)}  ${note}`.trimEnd();
}

const padMarks = (page: Page, marks: string, used: number): string =>
  marks + ' '.repeat(2 * (page.strands.length - used));

const rails = (page: Page, used: number, _from: number, sign: 'rail'): string => {
  const all =
    used === 1 && page.strands.length > 1
      ? [page.ink.sign(sign)]
      : page.strands.map((s) => page.ink.tone(s.tone, page.ink.sign(sign)));
  return all.join(' ') + ' '.repeat(2 * (page.strands.length - all.length));
};

/** `├─╮ 50 % api-2, 50 % api-1`: where a backend is chosen. */
function splitLine(page: Page): string {
  const { ink } = page;
  const n = page.strands.length;
  const parts = page.strands.map((s, i) =>
    i === 0
      ? ink.tone(s.tone, ink.sign('branch'))
      : ink.tone(s.tone, ink.sign('dash') + ink.sign(i === n - 1 ? 'corner' : 'tee')),
  );
  const names = page.strands.slice(0, 4).map((s) => ink.tone(s.tone, words(`${shareOf(s)} ${s.target}`, page.unicode)));
  return `  ${parts.join('')} ${names.join(', ')}`;
}

const shareOf = (s: Strand): string => `${Math.round(s.share * 100)} %`;

function edgeWords(page: Page, strand: Strand, i: number, own: boolean): string {
  const edge = page.view.edges.find(
    (e: Edge) =>
      e.from === strand.cards[i] && e.to === strand.cards[i + 1] && (e.strand === undefined || e.strand === strand.id),
  );
  if (!edge) return '';
  const labels = edge.labels.filter((l) => l.kind !== 'share' && l.kind !== 'device' && (own || l.kind === 'header'));
  return labels.map((l) => l.text).join(' ');
}
