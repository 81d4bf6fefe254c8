import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { renderComparedSvg } from './renderComparedSvg.ts';

const sample = (name: string): Diagnosis => samples[name] as Diagnosis;

describe('the picture of a comparison', () => {
  it.each([
    ['a drop that is gone', 'partial', 'delivered', 'request'],
    ['a drop that came', 'delivered', 'partial', 'request'],
    ['a reply that arrives now', 'replyDropped', 'delivered', 'reply'],
  ] as const)(
    '%s is what it was (vitest -u writes anew; look at the difference)',
    async (_why, before, after, direction) => {
      const svg = renderComparedSvg(sample(before), sample(after), { direction });
      await expect(svg).toMatchFileSnapshot(`../fixtures/recorded/compared-${before}-${after}.golden.svg`);
    },
  );

  it('tells both verdicts in its name, and nothing in it is markup of a name', () => {
    const evil = sample('partial');
    const named: Diagnosis = { ...evil, verdict: { ...evil.verdict, sentence: '<script>alert(1)</script>' } };
    const svg = renderComparedSvg(named, sample('delivered'));
    expect(svg).toContain('aria-label="Fixed: ');
    expect(svg).not.toContain('<script>');
  });

  it('says so where neither side has anything of that direction', () => {
    const silent: Diagnosis = { ...sample('clientDrop'), traces: [] };
    expect(renderComparedSvg(silent, silent, { direction: 'reply' })).toContain('There is no reply on either side.');
  });
});
