import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withCluster } from './cluster-first.ts';
import { withComparison } from './comparison-first.ts';
import { withFinding } from './finding-first.ts';
import { withSection } from './section-first.ts';
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

  it('needs only the head of a long one', () => {
    const { traces: _, ...head } = recorded('overlay-port-blocked') as ReturnType<typeof recorded> & {
      traces: unknown;
    };
    const traces = ['x'.repeat(2_000_000)];
    expect(withVerdict(page, JSON.stringify({ ...head, traces }))).toContain(
      '<h1>Dropped: new connections time out</h1>',
    );
    expect(withVerdict(page, JSON.stringify({ traces, ...head }))).toBe(page);
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

describe('the first paint of the other pages', () => {
  const summary = {
    id: 'x',
    name: 'n',
    cluster: 'prod',
    origin: 'upload',
    takenAt: '',
    createdAt: '',
    bytes: 0,
    deletable: true,
  } as const;
  const finding = { id: 'f', level: 'warning', title: 'Title', summary: 'S.' } as const;
  const evil = '<script>alert(1)</script>$&';

  it('tells the story of a recorded cluster', () => {
    const painted = withCluster(page, { ...summary, story: 'A firewall drops `UDP`.' });
    expect(painted.html).toContain('<h1 class="page-title">prod</h1>');
    expect(painted.html).toContain('A firewall drops `UDP`.');
    expect(painted.title).toBe('Cluster prod \u00b7 Skoop');
  });

  it('says what a section shows; of one that nobody knows, only its name', () => {
    expect(withSection(page, 'node-2', 'ip-route').html).toMatch(/node-2<.*<h1>ip-route<.*most specific line/s);
    expect(withSection(page, 'node-2', 'constructor').html).toContain(
      '<h1>constructor</h1><p class="stack-meaning"></p>',
    );
  });

  it('says what a finding means, and leaves the rest to the app', () => {
    const markdown =
      '# Title\n\n`f` \u00b7 warning\n\n## What it means\n\nOne `code`.\n\n* item\n\n## How to check by hand\n\nLater.';
    const { html } = withFinding(page, { ...finding, markdown });
    expect(html).toContain(
      '<h1>Title</h1><p><code>f</code> \u00b7 warning</p><h2>What it means</h2><p>One <code>code</code>.</p></div>',
    );
  });

  it.each([
    ['a cluster', withCluster(page, { ...summary, cluster: evil, story: evil }).html],
    ['a section', withSection(page, evil, evil).html],
    ['a finding', withFinding(page, { ...finding, markdown: `# ${evil}\n\na ${evil}` }).html],
  ])('never makes markup of what %s says', (_, html) => {
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;$&amp;');
  });
});
