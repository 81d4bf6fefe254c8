import type { Verdict } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { mergeVerdicts } from './merge-verdicts.ts';

const verdict = (outcome: Verdict['outcome'], deliveredShare: number, symptom: Verdict['symptom']) => ({
  outcome,
  deliveredShare,
  symptom,
  servers: [],
  drops: [],
  assumptions: [],
  gaps: [],
});
const delivered = verdict('delivered', 1, 'connected');
const refused = verdict('dropped', 0, 'refused');
const timeout = verdict('dropped', 0, 'timeout');
const unknown = verdict('unknown', 0, 'unknown');

describe('mergeVerdicts: the addresses behind one name', () => {
  it.each([
    ['all work', [delivered, delivered], 'delivered', 1, 'connected'],
    ['one of two is broken', [delivered, refused], 'partial', 0.5, 'mixed'],
    ['all are broken alike', [refused, refused], 'dropped', 0, 'refused'],
    ['all are broken, each in its way', [refused, timeout], 'dropped', 0, 'mixed'],
    ['one cannot be told: neither can the whole', [delivered, unknown], 'unknown', 0.5, 'unknown'],
    ['thirds add up', [delivered, delivered, delivered], 'delivered', 1, 'connected'],
  ] as const)('%s', (_, verdicts, outcome, share, symptom) => {
    const merged = mergeVerdicts(verdicts.map((v) => ({ share: 1 / verdicts.length, verdict: v, traces: [] }))).verdict;
    expect([merged.outcome, merged.deliveredShare, merged.symptom]).toEqual([outcome, share, symptom]);
  });
});
