import type { DiagnosisSummary } from '@skoop/api';
import type { Question } from '@skoop/model';
import { percent, symptomWords } from '@skoop/render';
import type { GlyphKind } from '../ui/Glyph.tsx';
import { ASKED_WORD, asked } from './asked.ts';

/** A diagnosis in one row. */
export type SummaryLine = {
  readonly glyph: GlyphKind;
  /** Class of the word: partial has no colour of its own. */
  readonly tone: string;
  readonly word: string;
  readonly note: string;
  readonly from: string;
  readonly to: string;
  readonly where: string;
};

const STATUS: Readonly<Record<string, readonly [GlyphKind, string]>> = {
  queued: ['ring', 'Queued'],
  running: ['ring', 'Running'],
  failed: ['warn', 'Failed'],
  cancelled: ['info', 'Cancelled'],
  'timed-out': ['warn', 'Timed out'],
  interrupted: ['warn', 'Interrupted'],
};
const OUTCOME: Readonly<Record<string, readonly [GlyphKind, string, string]>> = {
  delivered: ['ok', 't-ok', 'Delivered'],
  dropped: ['bad', 't-bad', 'Dropped'],
  partial: ['part', '', 'Partial'],
  unknown: ['unk', 't-unk', 'Unknown'],
};

const endpointWords = (text: string): string => {
  const { kind, label } = asked(text);
  return kind === 'service' || kind === 'node' ? `${ASKED_WORD[kind]} ${label}` : label;
};
const name = (e: Question['source']): string =>
  e.type === 'external' ? e.address : e.type === 'node' ? `node ${e.name ?? e.address}` : `${e.namespace}/${e.name}`;

function ends(item: DiagnosisSummary): { readonly from: string; readonly to: string } {
  const q = item.question;
  const { request } = item;
  const port = q?.port ?? request?.port;
  const protocol = q?.protocol ?? request?.protocol ?? 'tcp';
  const suffix = `${port ? `:${port}` : ''}${protocol === 'tcp' ? '' : ` ${protocol}`}`;
  if (q)
    return {
      from: name(q.source),
      to: `${q.destination.type === 'service' ? 'service ' : q.destination.type === 'pod' ? 'pod ' : ''}${name(q.destination)}${suffix}`,
    };
  return {
    from: endpointWords(request?.source ?? 'imported'),
    to: `${endpointWords(request?.destination ?? 'report')}${suffix}`,
  };
}

export function summaryLine(item: DiagnosisSummary): SummaryLine {
  const { from, to } = ends(item);
  if (item.status !== 'done' || !item.outcome) {
    const [glyph, word] = STATUS[item.status] ?? ['info', item.status];
    return { glyph, tone: '', word, note: '', from, to, where: item.problem?.detail ?? '' };
  }
  const [glyph, tone, word] = OUTCOME[item.outcome] ?? ['info', '', item.outcome];
  const symptom = item.symptom as keyof typeof symptomWords | undefined;
  const note =
    item.outcome === 'partial'
      ? `${percent(item.deliveredShare ?? 0)} arrive`
      : item.outcome === 'dropped' && symptom && symptom in symptomWords
        ? symptomWords[symptom].brief
        : '';
  return { glyph, tone, word, note, from, to, where: item.sentence ?? '' };
}
