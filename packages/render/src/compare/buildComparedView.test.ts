import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { many, samples } from '../fixtures/samples.ts';
import type { Direction } from '../view/pathView.ts';
import { buildComparedView } from './buildComparedView.ts';
import type { ComparedView } from './comparedView.ts';

const sample = (name: string): Diagnosis => samples[name] as Diagnosis;
const compared = (before: string, after: string, direction: Direction = 'request'): ComparedView =>
  buildComparedView(sample(before), sample(after), direction);
const lanes = (v: ComparedView): string =>
  v.path.lanes.map((l) => `${l.title}${l.pill ? ` (${l.pill.text})` : ''}${l.note ? ` [${l.note}]` : ''}`).join(' | ');
const apart = (v: ComparedView): string =>
  v.stops
    .filter((s) => s.change)
    .map((s) => `${s.title}: ${s.difference ?? s.change}`)
    .join(' | ');
const marks = (v: ComparedView): string =>
  v.path.edges.flatMap((e) => (e.mark ? [`${e.mark.label} (${e.mark.sub}) ${e.change ?? 'both'}`] : [])).join(' | ');

describe('buildComparedView', () => {
  it.each([
    ['what was dropped and arrives now', 'partial', 'delivered', 'worker-3 (50 % dropped → 50 % arrive)'],
    ['what arrived and is dropped now', 'delivered', 'partial', 'worker-3 (50 % arrive → 50 % dropped)'],
    ['alike on both sides is said once', 'partial', 'partial', 'worker-3 (50 % dropped)'],
    ['facts that were missing', 'unknown', 'delivered', 'worker-3 (now 50 % arrive)'],
  ])('a lane tells %s', (_why, before, after, expected) => {
    expect(lanes(compared(before, after))).toContain(expected);
  });

  it.each([
    ['nothing differs from itself', 'partial', 'partial', ''],
    ['the way goes on where it ended', 'partial', 'delivered', 'eth0 on worker-3: dropped at filter/INPUT, now passes'],
    ['and ends where it went on', 'delivered', 'partial', 'eth0 on worker-3: passed, now dropped at filter/INPUT'],
  ])('stops: %s', (_why, before, after, expected) => {
    const said = apart(compared(before, after));
    if (expected === '') expect(said).toBe('');
    else expect(said).toContain(expected);
  });

  it.each([
    ['an end that is gone', 'partial', 'delivered', 'dropped before (filter/INPUT) only-before'],
    ['an end that is new', 'delivered', 'partial', 'dropped now (filter/INPUT) only-after'],
    ['the same end', 'partial', 'partial', 'dropped here (filter/INPUT) both'],
  ])('marks: %s', (_why, before, after, expected) => {
    expect(marks(compared(before, after))).toBe(expected);
  });

  it('draws what both went once, and both ways beside each other from where they part', () => {
    const v = compared('partial', 'delivered');
    const between = v.path.edges.map((e) => `${e.from}>${e.to} ${e.strand}`);
    expect(new Set(between).size).toBe(between.length);
    const parting = v.path.edges.filter((e) => e.from === v.stops.find((s) => s.change === 'changed')?.card);
    expect(parting.map((e) => `${e.change} ${e.tone}`).toSorted()).toEqual(['only-after ok', 'only-before ghost']);
    expect(new Set(parting.map((e) => e.strand)).size).toBe(2);
  });

  it('shows the promise of the second one only', () => {
    const promised = (v: ComparedView): number => v.path.cards.filter((c) => c.state === 'promised').length;
    expect(promised(compared('partial', 'delivered'))).toBe(0);
    expect(promised(compared('partial', 'partial'))).toBeGreaterThan(0);
    // What was really passed before is no promise, though it is not reached now.
    expect(promised(compared('delivered', 'partial'))).toBe(0);
  });

  it('numbers every place once, in the order of the packet', () => {
    for (const before of Object.keys(samples)) {
      for (const after of Object.keys(samples)) {
        for (const direction of ['request', 'reply'] as const) {
          const { path, stops } = compared(before, after, direction);
          expect(stops.map((s) => s.number)).toEqual(stops.map((_, i) => i + 1));
          expect(new Set(stops.map((s) => s.card)).size).toBe(stops.length);
          const cards = new Set(path.cards.map((c) => c.id));
          expect(stops.filter((s) => !cards.has(s.card))).toEqual([]);
          expect(path.edges.filter((e) => !cards.has(e.from) || (e.to !== undefined && !cards.has(e.to)))).toEqual([]);
        }
      }
    }
  });

  it('is as quick with hundreds of backends', () => {
    const begun = Date.now();
    const v = buildComparedView(many(300, 2), many(300, 0), 'request');
    expect(v.path.lanes.length).toBeLessThanOrEqual(5);
    expect(Date.now() - begun).toBeLessThan(2000);
  });
});
