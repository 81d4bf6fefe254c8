import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { readReport } from './readReport.ts';
import { renderD2 } from './renderD2.ts';
import { renderHtml } from './renderHtml.ts';
import { escapeMarkdown, renderMarkdown } from './renderMarkdown.ts';

const partial = samples.partial as Diagnosis;
const evil = (text: string): Diagnosis =>
  JSON.parse(JSON.stringify(partial).replaceAll('api-2', JSON.stringify(text).slice(1, -1))) as Diagnosis;

describe('renderHtml and readReport', () => {
  it.each(Object.entries(samples))('a report gives back the very diagnosis: %s', (_name, d) => {
    expect(readReport(renderHtml(d))).toEqual({ diagnosis: JSON.parse(JSON.stringify(d)) });
  });

  it('asks nothing of the network and runs nothing', () => {
    const html = renderHtml(partial);
    expect(html.replace(/xmlns="[^"]*"/g, '')).not.toMatch(/(src|href)=|@import|url\(|https?:\/\//);
    expect([...html.matchAll(/<script[^>]*>/g)].map((m) => m[0])).toEqual([
      '<script type="application/json" id="skoop-diagnosis">',
    ]);
  });

  it('keeps markup of names as text, and its data inside its element', () => {
    const html = renderHtml(evil('</script><script>alert(1)</script><img src=x onerror=alert(1)>'));
    expect(html).not.toMatch(/<script>|<img/);
    const read = readReport(html);
    expect('diagnosis' in read && read.diagnosis.nodes.some((n) => n.id.includes('<img'))).toBe(true);
  });

  it.each([
    ['another page', '<html><body>hello</body></html>', /holds no diagnosis/],
    ['a report cut off in its data', renderHtml(partial).slice(0, -2000), /cut off/],
    ['broken data', '{"schemaVersion": 1, ', /not valid JSON/],
    ['a later version', '{"schemaVersion": 2}', /schemaVersion 2; this version of Skoop reads 1\.$/],
    ['a later version that says its name', '{"schemaVersion": 2, "tool": "skoop 9.0.0"}', /wrote it, skoop 9\.0\.0\.$/],
    ['a diagnosis without traces', JSON.stringify({ ...partial, traces: undefined }), /traces is not a list/],
    [
      'a hop without a packet',
      JSON.stringify({
        ...partial,
        traces: [{ ...partial.traces[0], hops: [{ node: 'a', netns: 'host', steps: [] }] }],
      }),
      /traces\[0\]\.hops\[0\]\.before/,
    ],
    [
      'an unknown outcome',
      JSON.stringify({ ...partial, verdict: { ...partial.verdict, outcome: 'constructor' } }),
      /verdict\.outcome/,
    ],
  ])('%s is refused in plain words', (_why, text, expected) => {
    const read = readReport(text);
    expect('error' in read ? read.error : '').toMatch(expected);
  });
});

describe('renderMarkdown', () => {
  it.each([
    ['links', '[x](http://a.b)', '\\[x\\](http:\u200b//a.b)'],
    ['HTML', '<b>', '\\<b\\>'],
    ['tables', 'a|b', 'a\\|b'],
    ['mentions', '@team', '@\u200bteam'],
    ['line breaks', 'a\n# b', 'a \\# b'],
  ])('%s stay text', (_why, text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  it('has verdict, path and fix', () => {
    const text = renderMarkdown(partial);
    for (const words of [
      '## Partial: 50 % of new connections time out',
      '✗ │ dropped here: filter/INPUT',
      'firewall-cmd --permanent',
      '`shop/client-7f9c`',
    ])
      expect(text).toContain(words);
  });

  it('a fence cannot be closed from inside', () => {
    const text = renderMarkdown(evil('a```\n# b'));
    const fence = /^(`{3,})text$/m.exec(text)?.[1] ?? '';
    expect(fence.length).toBeGreaterThan(3);
  });
});

describe('renderD2', () => {
  it('quotes names so that nothing is substituted or ended', () => {
    const text = renderD2(evil("it's \u0024{x}\n}; y -> z"));
    expect(text).toContain("it''s \u0024{x} }; y -> z");
    for (const line of text.split('\n')) expect((line.match(/'/g) ?? []).length % 2, line).toBe(0);
  });
});
