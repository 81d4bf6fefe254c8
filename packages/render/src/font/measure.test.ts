import { describe, expect, it } from 'vitest';
import { fitMiddle, textWidth, wrapText } from './measure.ts';

describe('measure', () => {
  it.each([
    ['digits of a size, from the font', '0', 10, 6.31],
    ['letters add up', 'ii', 100, textWidth('i', 100) * 2],
    ['wide scripts take a whole em', '世界', 10, 20],
  ])('%s', (_why, text, size, width) => expect(textWidth(text, size)).toBeCloseTo(width, 1));

  it('shortens in the middle, never beyond the width', () => {
    for (const width of [30, 60, 90, 200])
      expect(
        textWidth(fitMiddle('checkout-api-deployment-7c9f6d5b8c-x2k2q', width, 13, 600), 13, 600),
      ).toBeLessThanOrEqual(width);
    expect(fitMiddle('checkout-api-x2k2q', 90, 13)).toMatch(/^check.*…k?2?k?2?q?/);
    expect(fitMiddle('eth0', 90, 13)).toBe('eth0');
  });

  it.each([
    ['breaks at spaces', 'a firewall rule says so', 92, 2, ['a firewall', 'rule says so']],
    ['ends in … beyond the limit, with whole words', 'one two three four five six', 75, 1, ['one two …']],
  ])('%s', (_why, text, width, limit, lines) => expect(wrapText(text, width, 15, 400, limit)).toEqual(lines));
});
