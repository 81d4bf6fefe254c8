import type { Diagnosis, Outcome, Symptom } from '@skoop/model';
import type { Glyph } from '../look/glyph.ts';
import { percent } from './share.ts';
import { symptomWords } from './symptom.ts';

/** The verdict's word. */
export const outcomeWords: { readonly [O in Outcome]: string } = {
  delivered: 'Delivered',
  dropped: 'Dropped',
  partial: 'Partial',
  unknown: 'Unknown',
};

/** Share of new connections that end in neither way for certain. */
export const unknownShare = (d: Diagnosis): number =>
  d.verdict.outcome !== 'unknown'
    ? 0
    : Math.max(0, 1 - d.verdict.deliveredShare - d.verdict.drops.reduce((sum, drop) => sum + drop.share, 0));

const thing = (d: Diagnosis): { readonly one: string; readonly many: string } =>
  d.question.protocol === 'tcp'
    ? { one: 'connection', many: 'new connections' }
    : d.question.protocol === 'icmp'
      ? { one: 'ping', many: 'pings' }
      : { one: 'packet', many: 'packets' };

/** The one symptom of all that fails, or `mixed`. */
export function failingSymptom(d: Diagnosis): Symptom {
  const seen = new Set(d.verdict.drops.map((drop) => drop.symptom));
  if (seen.size === 1) return [...seen][0] ?? 'unknown';
  return seen.size === 0 ? d.verdict.symptom : 'mixed';
}

function fails(d: Diagnosis, symptom: Symptom): string {
  if (symptom === 'mixed') return 'fail';
  if (d.question.protocol !== 'tcp' && symptom === 'timeout') return 'get no answer';
  return symptomWords[symptom].verb;
}

/** `Partial: 50 % of new connections time out`. */
export function verdictHeadline(d: Diagnosis): string {
  const { one, many } = thing(d);
  const v = d.verdict;
  switch (v.outcome) {
    case 'delivered':
      return `Delivered: every ${d.question.protocol === 'tcp' ? 'new ' : ''}${one} is answered`;
    case 'dropped':
      return v.symptom === 'mixed' && failingSymptom(d) === 'mixed'
        ? `Dropped: all ${many} fail`
        : `Dropped: ${many} ${fails(d, failingSymptom(d))}`;
    case 'partial':
      return `Partial: ${percent(1 - v.deliveredShare)} of ${many} ${fails(d, failingSymptom(d))}`;
    case 'unknown': {
      const share = unknownShare(d);
      return share > 0 && share < 0.9999
        ? `Unknown: ${percent(share)} of ${many} cannot be judged`
        : `Unknown: nobody can tell yet whether ${many} are answered`;
    }
  }
}

/** Short form for small pictures: `Partial: 50 % time out`. */
export const shortHeadline = (d: Diagnosis): string =>
  verdictHeadline(d)
    .replace(' of new connections', '')
    .replace('nobody can tell yet whether new connections are answered', 'facts are missing')
    .replace(/new (connections?)/, '$1');

/** The disc beside the headline. */
export function verdictGlyph(d: Diagnosis): Glyph {
  switch (d.verdict.outcome) {
    case 'delivered':
      return 'ok';
    case 'dropped':
      return 'bad';
    case 'partial':
      return 'part';
    case 'unknown':
      return d.verdict.deliveredShare > 0 ? 'half' : d.verdict.drops.length > 0 ? 'worse' : 'unk';
  }
}
