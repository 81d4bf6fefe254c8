import type { Diagnosis, Fix, Suspicion } from '@skoop/model';
import { buildView, worstDirection } from '../view/buildView.ts';
import type { Direction, Strand } from '../view/pathView.ts';
import { decidingLine, findings } from '../words/deciding.ts';
import { verdictGlyph, verdictHeadline } from '../words/headline.ts';
import { moment } from '../words/moment.ts';
import { notEvaluated, notEvaluatedWords } from '../words/notEvaluated.ts';
import { destinationName, endpointKind, endpointName } from '../words/question.ts';
import { reasonWords } from '../words/reason.ts';
import { seenByClient } from '../words/seen.ts';
import { percent } from '../words/share.ts';
import { type Ink, inkFor, type Sign, squeeze, words, wrap } from './ink.ts';
import { drawRails } from './rails.ts';

export type TextOptions = {
  /** ANSI colours. Default false. */
  readonly color?: boolean;
  /** Columns; default 100, at least 60. */
  readonly width?: number;
  /** Box drawing and signs; false: ASCII only. Default true. */
  readonly unicode?: boolean;
  readonly direction?: Direction;
};

/** A diagnosis for a terminal: verdict, the path as rails with what decides, what the client sees, findings with their fixes. */
export function renderText(d: Diagnosis, options: TextOptions = {}): string {
  const width = Math.max(60, Math.min(options.width ?? 100, 140));
  const unicode = options.unicode ?? true;
  const ink = inkFor({ color: options.color ?? false, unicode });
  const direction = options.direction ?? worstDirection(d);
  const say = (text: string): string => words(text, unicode);
  const view = buildView(d, direction);
  const decides = (strand: Strand): readonly string[] => decidesLines(d, direction, strand, width - 12, say);
  const out = [
    '',
    ...headLines(d, ink, width, say),
    '',
    ...(view.strands.length === 0
      ? []
      : [...otherDirection(d, direction, ink), ...drawRails(view, { ink, width, unicode }, decides), '']),
    ...seenLines(d, ink, width, say),
    ...gapLines(d, ink, width, say),
    ...findingLines(findings(d), ink, width, say),
    ...wrap(say(footer(d)), width - 2).map((l) => ink.dim(`  ${l}`)),
    '',
  ];
  return `${out.join('\n')}\n`;
}

const toneOf = (d: Diagnosis): 'ok' | 'bad' | 'unk' =>
  d.verdict.outcome === 'delivered' ? 'ok' : d.verdict.outcome === 'unknown' ? 'unk' : 'bad';

function headLines(d: Diagnosis, ink: Ink, width: number, say: (t: string) => string): readonly string[] {
  const glyph = verdictGlyph(d);
  const sign: Sign =
    glyph === 'part' || glyph === 'half' || glyph === 'worse'
      ? 'part'
      : glyph === 'ok'
        ? 'ok'
        : glyph === 'bad'
          ? 'bad'
          : 'unk';
  const kind = (k: string): string => (k === '' ? '' : `${k} `);
  const q = d.question;
  const question = `${ink.dim(kind(endpointKind(q.source)))}${ink.bold(say(endpointName(q.source)))} ${ink.sign('arrow')} ${ink.dim(kind(endpointKind(q.destination)))}${ink.bold(say(destinationName(q)))} ${ink.dim(q.protocol)}`;
  return [
    `${ink.tone(toneOf(d), ink.sign(sign))} ${ink.bold(ink.tone(toneOf(d), say(verdictHeadline(d))))}`,
    `  ${question}`,
    '',
    ...wrap(say(d.verdict.sentence), width - 2).map((l) => `  ${l}`),
  ];
}

/** The line that decides, and where it is written. */
function decidesLines(
  d: Diagnosis,
  direction: Direction,
  strand: Strand,
  width: number,
  say: (t: string) => string,
): readonly string[] {
  const traces = d.traces.filter((t) => t.direction === direction && strand.branches.includes(t.branch));
  const trace = traces.find((t) => t.outcome === 'dropped') ?? traces.find((t) => t.outcome === 'unknown');
  const drop =
    d.verdict.drops.find((x) => x.branch !== undefined && strand.branches.includes(x.branch)) ??
    (strand.tone === 'bad' ? d.verdict.drops[0] : undefined);
  const out: string[] = [];
  if (drop) out.push([drop.reason, reasonWords(drop.reason)].filter((s) => s !== '').join(': '));
  const line = trace && trace.outcome === 'dropped' ? decidingLine(d, trace) : undefined;
  if (line && line.text !== '') {
    out.push(squeeze(say(line.text), width, say('…')));
    if (line.at)
      out.push(
        say(
          `${line.at.node === '' ? '' : `${line.at.node}, `}${line.at.section}${line.at.line > 0 ? `, line ${line.at.line}` : ''}`,
        ),
      );
  }
  return out;
}

function otherDirection(d: Diagnosis, direction: Direction, ink: Ink): readonly string[] {
  if (direction !== 'reply') return [];
  const n = buildView(d, 'request').branches.filter((b) => b.tone === 'ok');
  return n.length === 0
    ? []
    : [ink.dim(`  The request arrives (${n[0]?.hops.length ?? 0} hops). This is the way back:`), ''];
}

function seenLines(d: Diagnosis, ink: Ink, width: number, say: (t: string) => string): readonly string[] {
  const lines = seenByClient(d)
    .slice(0, 6)
    .map(
      (l) =>
        `${ink.tone(l.tone, ink.sign(l.tone))} ${percent(l.share)} ${say(l.brief)}${l.detail === '' ? '' : ink.dim(` (${say(l.detail)})`)}`,
    );
  if (lines.length === 0) return [];
  const length = seenByClient(d).reduce((n, l) => n + l.brief.length + l.detail.length + 14, 18);
  return length <= width
    ? [`  ${ink.bold('The client sees')}  ${lines.join('   ')}`, '']
    : [`  ${ink.bold('The client sees')}`, ...lines.map((l) => `  ${l}`), ''];
}

function gapLines(d: Diagnosis, ink: Ink, width: number, say: (t: string) => string): readonly string[] {
  if (d.verdict.outcome !== 'unknown') return [];
  const gaps = notEvaluated(d).slice(0, 5);
  if (gaps.length === 0) return [];
  const lines = gaps.flatMap((g) => [
    ...wrap(say(g.message), width - 6).map((l, i) => `  ${i === 0 ? ink.tone('unk', ink.sign('unk')) : ' '} ${l}`),
    ...(g.action ? wrap(say(g.action), width - 6).map((l) => `    ${ink.bold(l)}`) : []),
  ]);
  return [`  ${ink.bold('What is missing')}`, ...lines, ''];
}

const levelTone = { fatal: 'bad', critical: 'bad', warning: 'ink', info: 'ghost' } as const;
const levelSign = { fatal: 'bad', critical: 'bad', warning: 'warn', info: 'info' } as const;

function findingLines(
  all: readonly Suspicion[],
  ink: Ink,
  width: number,
  say: (t: string) => string,
): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, 8);
  const lines = shown.flatMap((s) => [
    `  ${ink.tone(levelTone[s.level], `${ink.sign(levelSign[s.level])} ${s.level}`)}  ${ink.bold(say(s.id))}${s.node === '' ? '' : ` on ${say(s.node)}`}`,
    ...wrap(say(s.message), width - 4).map((l) => `    ${l}`),
    ...(s.fix
      ? [...fixLines(s.fix, width, ink, say), ...s.fix.commands.map((c) => `      ${ink.bold(`${say(c)}`)}`)]
      : []),
    '',
  ]);
  if (all.length > shown.length) lines.push(`  and ${all.length - shown.length} more`, '');
  return [`  ${ink.bold('Findings')}`, ...lines];
}

/** Where to fix it; in words where there is no command for it. */
function fixLines(fix: Fix, width: number, ink: Ink, say: (t: string) => string): readonly string[] {
  const head = ink.dim(`fix${fix.node === '' ? '' : ` on ${say(fix.node)}`}:`);
  if (fix.commands.length > 0) return [`    ${head}`];
  return [`    ${head}`, ...wrap(say(fix.explanation), width - 6).map((l) => `      ${l}`)];
}

const footer = (d: Diagnosis): string =>
  [
    d.cluster.facts.name,
    [d.cluster.facts.plugin.value, d.cluster.facts.backend?.value ?? ''].join(' ').trim(),
    d.cluster.facts.proxyMode.value === '' ? '' : `kube-proxy ${d.cluster.facts.proxyMode.value}`,
    d.takenAt === '' ? '' : `taken ${moment(d.takenAt)}`,
    notEvaluatedWords(d),
  ]
    .filter((s) => s !== '')
    .join(', ');
