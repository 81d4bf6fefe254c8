import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withComparison } from './comparison-first.ts';
import { withVerdict } from './verdict-first.ts';

const root = path.join(import.meta.dirname, '../../../..');
const page = readFileSync(path.join(root, 'apps/web/index.html'), 'utf8');
const recorded = (scenario: string): { verdict: { sentence: string } } =>
  JSON.parse(readFileSync(path.join(root, `scenarios/${scenario}/golden/1.json`), 'utf8'));

describe('the first paint of a stored diagnosis', () => {
  it('says what was asked, the verdict, where and why', () => {
    const html = withVerdict(page, JSON.stringify(recorded('overlay-port-blocked')));
    expect(html).toContain('pod <b>default/client</b> → pod <b>default/web-2:8080</b> <span>tcp</span>');
    expect(html).toContain('<h1>Dropped: new connections time out</h1>');
    expect(html).toContain('<b>node-2 drops the VXLAN packet on arrival:</b> filter INPUT rule <code>-A INPUT');
  });

  it('never makes markup of what a diagnosis says', () => {
    const d = recorded('overlay-port-blocked');
    const evil = { ...d, verdict: { ...d.verdict, sentence: '`<img src=x>`: <script>alert(1)</script>$&' } };
    const html = withVerdict(page, JSON.stringify(evil));
    expect(html).not.toMatch(/<img src=x|<script>alert/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;$&amp;');
  });
});

describe('the first paint of a comparison', () => {
  const text = (scenario: string): string => JSON.stringify(recorded(scenario));

  it('says what became of it, and both verdicts', () => {
    const compared = withComparison(page, text('overlay-port-blocked'), text('healthy-vxlan'));
    expect(compared?.title).toBe('Two questions: one dropped, the other delivered');
    expect(compared?.html).toContain('<h2>Dropped: new connections time out</h2>');
    expect(compared?.html).toContain('<h2>Delivered: every new connection is answered</h2>');
    expect(compared?.html).toContain('rule <code>-A INPUT');
  });

  it('leaves to the app what would hold up others', () => {
    const long = JSON.stringify({ ...recorded('overlay-port-blocked'), more: 'x'.repeat(1_000_000) });
    expect(withComparison(page, long, text('healthy-vxlan'))).toBeUndefined();
  });

  it('never makes markup of what a diagnosis says', () => {
    const d = recorded('overlay-port-blocked');
    const evil = { ...d, verdict: { ...d.verdict, sentence: '<script>alert(1)</script>$&' } };
    const compared = withComparison(page, JSON.stringify(evil), JSON.stringify(evil));
    expect(compared?.html).not.toContain('<script>alert');
    expect(compared?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;$&amp;');
  });
});
