import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { many, samples } from '../fixtures/samples.ts';
import { buildView, worstDirection } from './buildView.ts';
import type { PathView } from './pathView.ts';

const view = (name: string): PathView => {
  const d = samples[name] as Diagnosis;
  return buildView(d, worstDirection(d));
};
const lanes = (v: PathView): string => v.lanes.map((l) => `${l.title}${l.pill ? ` (${l.pill.text})` : ''}`).join(' | ');
const cards = (v: PathView, lane: string): string =>
  v.cards
    .filter((c) => c.lane === lane)
    .map((c) => `${c.name}${c.state === 'passed' ? '' : `=${c.state}`}`)
    .join(' ');

describe('buildView', () => {
  it.each([
    ['failing lanes stand at the far end', 'partial', 'worker-1 | worker-2 (50 % arrive) | worker-3 (50 % dropped)'],
    ['a lane without facts is unknown', 'unknown', 'worker-1 | worker-2 (50 % arrive) | worker-3 (50 % unknown)'],
    ['a reply starts at the server', 'replyDropped', 'worker-2 | worker-1 (reply dropped)'],
    ['what dies at the sender still shows the promised target', 'clientDrop', 'worker-1 (dropped) | worker-2'],
    [
      'more than a dozen alike become one',
      'manyBranches',
      'worker-1 | 13 nodes alike (93 % arrive) | worker-15 (7 % dropped)',
    ],
    [
      'at most four lanes are open, the failing ones',
      'sixBackends',
      'worker-1 | 3 nodes alike (50 % arrive) | worker-5 (17 % dropped) | worker-6 (17 % dropped) | worker-7 (17 % dropped)',
    ],
    [
      'a domain that all nodes share is left out',
      'longNames',
      'ip-10-20-130-241 | ip-10-20-131-117 (50 % arrive) | ip-10-20-132-9 (50 % dropped)',
    ],
    ['one node only', 'sameNode', 'worker-1 (arrives)'],
  ])('%s', (_why, name, expected) => expect(lanes(view(name))).toBe(expected));

  it.each([
    ['the sender goes down, NAT at the service', 'partial', 'worker-1', 'client-7f9c cni0 svc api:80 flannel.1 eth0'],
    [
      'what lies behind the drop is promised',
      'partial',
      'worker-3',
      'eth0=dropped flannel.1=promised FORWARD=promised cni0=promised api-2=promised',
    ],
    [
      'nobody listens: the port is what was promised',
      'refused',
      'worker-2',
      'eth0 flannel.1 FORWARD cni0 api-1=dropped port 8080=promised',
    ],
    [
      'a node that turns a packet round has two columns',
      'external',
      'worker-1',
      'eth0 svc api:80 cni0 api-0=delivered flannel.1 eth0',
    ],
  ])('%s', (_why, name, lane, expected) => expect(cards(view(name), lane)).toBe(expected));

  it('draws the trunk in ink up to the choice, and each strand in the colour of its end behind it', () => {
    const v = view('partial');
    expect(v.edges.filter((e) => e.strand === undefined).map((e) => e.tone)).toEqual(['ink', 'ink']);
    expect(v.strands.map((s) => `${s.target} ${s.tone} ${s.mark?.sub ?? ''}`)).toEqual([
      'api-1 ok ',
      'api-2 bad filter/INPUT',
    ]);
  });

  it('lists hops per branch in order, the worst branch first', () => {
    const [worst] = view('partial').branches;
    expect(worst?.hops.at(-1)?.description).toBe('hop 6 of 6, eth0 on worker-3, dropped in filter/INPUT');
    expect(worst?.hops.map((h) => h.number)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const h of worst?.hops ?? []) expect(view('partial').cards.some((c) => c.id === h.card)).toBe(true);
  });

  it('tells the header before and after each hop', () => {
    const hops = view('partial').branches[0]?.hops ?? [];
    const at = (n: number): string => `${hops[n]?.before.destination} ${hops[n]?.after.destination}`;
    expect(at(1)).toBe('10.96.14.7 10.96.14.7');
    expect(at(2)).toBe('10.96.14.7 10.244.3.12');
    expect(at(3)).toBe('10.244.3.12 192.168.10.23');
  });

  it('is empty where nothing ever answered', () =>
    expect(buildView(samples.clientDrop as Diagnosis, 'reply').cards).toEqual([]));

  it.each([
    ['one of 300 nodes fails', 300, 1, 3],
    ['a tenth of 1,000 nodes fails', 1000, 100, 3],
    ['all of 1,000 nodes fail', 1000, 1000, 2],
  ])('stays a picture of few lanes: %s', (_, nodes, bad, lanes) => {
    const started = performance.now();
    const view = buildView(many(nodes, bad), 'request');
    // Quadratic work would take many times as long.
    expect(performance.now() - started).toBeLessThan(3000);
    expect(view.lanes).toHaveLength(lanes);
    expect(view.cards.length).toBeLessThan(20);
    expect(view.edges.length).toBeLessThan(24);
    expect(view.branches).toHaveLength(nodes);
    expect(view.branches[0]?.tone).toBe('bad');
    const failing = view.strands.filter((s) => s.tone === 'bad').flatMap((s) => s.branches);
    expect(failing).toHaveLength(bad);
  });
});
