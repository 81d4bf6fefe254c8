import type { Diagnosis } from '@skoop/model';
import { oneLine } from '../look/escape.ts';
import { renderText } from '../text/renderText.ts';
import { findings } from '../words/deciding.ts';
import { verdictHeadline } from '../words/headline.ts';
import { moment } from '../words/moment.ts';
import { notEvaluated, notEvaluatedWords } from '../words/notEvaluated.ts';
import { destinationName, endpointKind, endpointName } from '../words/question.ts';
import { seenByClient } from '../words/seen.ts';
import { percent } from '../words/share.ts';

const marks = { ok: '✅', bad: '❌', unk: '❔' } as const;

/** A diagnosis for a ticket: verdict, what the client sees, the path, findings with their fixes. GitHub-flavoured. */
export function renderMarkdown(d: Diagnosis): string {
  const q = d.question;
  const side = (kind: string, name: string): string => `${kind === '' ? '' : `${kind} `}${code(name)}`;
  const seen = seenByClient(d);
  const gaps = notEvaluated(d);
  const out = [
    `## ${escapeMarkdown(verdictHeadline(d))}`,
    '',
    `${side(endpointKind(q.source), endpointName(q.source))} → ${side(endpointKind(q.destination), destinationName(q))} ${q.protocol}`,
    '',
    `**${escapeMarkdown(d.verdict.sentence)}**`,
    '',
    ...(seen.length === 0
      ? []
      : [
          '| | the client sees | |',
          '|---|---|---|',
          ...seen.map(
            (l) =>
              `| ${marks[l.tone]} ${percent(l.share)} | ${escapeMarkdown(l.brief)} | ${escapeMarkdown(l.detail)} |`,
          ),
          '',
        ]),
    fence(pathOnly(d), 'text'),
    '',
    ...findings(d).flatMap((s) => [
      `### ${s.level}: ${escapeMarkdown(s.id)}${s.node === '' ? '' : ` on ${code(s.node)}`}`,
      '',
      escapeMarkdown(s.message),
      '',
      ...s.evidence
        .slice(0, 3)
        .map(
          (e) =>
            `* ${code(`${[e.node, e.section].filter((x) => x !== '').join(' ')}${e.line > 0 ? `:${e.line}` : ''}`)} ${code(e.text)}`,
        ),
      ...(s.evidence.length > 0 ? [''] : []),
      ...(s.fix
        ? [
            `Fix${s.fix.node === '' ? '' : ` on ${code(s.fix.node)}`}: ${escapeMarkdown(s.fix.explanation)}`,
            '',
            ...(s.fix.commands.length > 0 ? [fence(s.fix.commands.join('\n'), 'sh'), ''] : []),
          ]
        : []),
    ]),
    ...(gaps.length === 0
      ? []
      : [
          '<details><summary>Not evaluated</summary>',
          '',
          ...gaps
            .slice(0, 30)
            .map((g) => `* ${escapeMarkdown(g.message)}${g.action ? ` ${escapeMarkdown(g.action)}` : ''}`),
          '',
          '</details>',
          '',
        ]),
    `_${escapeMarkdown([d.cluster.facts.name, d.cluster.facts.plugin.value, moment(d.takenAt), notEvaluatedWords(d), `Skoop ${d.tool}`].filter((s) => s !== '').join(', '))}_`,
    '',
  ];
  return out.join('\n');
}

/** The rails of the text output, without its head, findings and foot: they are told in Markdown. */
function pathOnly(d: Diagnosis): string {
  const bare: Diagnosis = {
    ...d,
    nodes: d.nodes.map((n) => ({ ...n, suspicions: [] })),
    cluster: { ...d.cluster, suspicions: [] },
  };
  const lines = renderText(bare, { width: 90 }).split('\n');
  const from = lines.findIndex((l) => / ─{2,} /.test(l));
  const until = lines.findIndex((l, i) => i > from && l.startsWith('  The client sees'));
  return from < 0
    ? ''
    : lines
        .slice(from, until < 0 ? undefined : until)
        .join('\n')
        .trimEnd();
}

/** Plain words in Markdown: nothing of them is markup, a link, HTML or a mention. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~$]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(https?|ftp):\/\//g, '$1:\u200b//');

function code(text: string): string {
  const t = oneLine(text).replace(/\|/g, '\\|');
  const ticks = '`'.repeat(longestRun(t) + 1);
  const pad = t.startsWith('`') || t.endsWith('`') || t === '' ? ' ' : '';
  return `${ticks}${pad}${t}${pad}${ticks}`;
}

function fence(text: string, language: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${text}\n${ticks}`;
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
