import type { IpvsService, Packet } from '@skoop/model';
import { describe, expect, test } from 'vitest';
import { testPacket } from '../netfilter/testing/test-namespace.ts';
import { schedulers } from './schedulers/index.ts';
import { service } from './testing/namespace.ts';

const KERNEL = '6.1.0';
const A = '10.0.0.2:8080';
const B = '10.0.0.3:8080';

/** `10.0.0.2 75%, none 25%`; `10.0.0.2 | none?` where it is not known. */
function pick(s: IpvsService, p: Partial<Packet> = {}, kernel = KERNEL): string {
  const made = schedulers.get(s.scheduler)?.(s, testPacket({ destination: '10.96.0.10', ...p }), kernel);
  if (made?.kind === 'maybe') return `${made.of.map((x) => x?.address ?? 'none').join(' | ')}?`;
  return (made?.of ?? []).map((x) => `${x.server?.address ?? 'none'} ${Math.round(x.share * 100)}%`).join(', ');
}

const withActive = (s: IpvsService, activeConnections: number): IpvsService => ({
  ...s,
  destinations: s.destinations.map((d) => ({ ...d, activeConnections })),
});
const idle = (scheduler: string, servers: readonly string[]) => withActive(service(scheduler, servers), 0);
const busy = (scheduler: string, servers: readonly string[]) => withActive(service(scheduler, servers), 2);

test.each([
  ['each in turn, whatever it weighs', service('rr', [`${A} 3`, `${B} 1`]), '10.0.0.2 50%, 10.0.0.3 50%'],
  ['weight 0 takes a server out', service('rr', [`${A} 0`, `${B} 1`]), '10.0.0.3 100%'],
  ['all drained', service('rr', [`${A} 0`]), 'none 100%'],
  ['no server at all', service('wrr', []), 'none 100%'],
  ['by weight', service('wrr', [`${A} 3`, `${B} 1`]), '10.0.0.2 75%, 10.0.0.3 25%'],
  ['least connections: the same in the long run', service('lc', [`${A} 3`, `${B} 1`]), '10.0.0.2 50%, 10.0.0.3 50%'],
  ['weighted least connections', service('wlc', [`${A} 3`, `${B} 1`]), '10.0.0.2 75%, 10.0.0.3 25%'],
  ['shortest expected delay, busy', busy('sed', [`${A} 3`, `${B} 1`]), '10.0.0.2 75%, 10.0.0.3 25%'],
  ['shortest expected delay, idle: the heaviest', idle('sed', [`${A} 1`, `${B} 3`]), '10.0.0.3 100%'],
  ['never queue, busy', busy('nq', [`${A} 3`, `${B} 1`]), '10.0.0.2 75%, 10.0.0.3 25%'],
  ['never queue, idle: the first', idle('nq', [`${A} 0`, `${B} 1`, '10.0.0.4:80 9']), '10.0.0.3 100%'],
  ['failover: the heaviest alone', service('fo', [`${A} 1`, `${B} 3`]), '10.0.0.3 100%'],
  ['failover: the first of equals', service('fo', [`${A} 3`, `${B} 3`]), '10.0.0.2 100%'],
  ['overflow: the heaviest that has room', service('ovf', [`${A} 1`, `${B} 3`]), '10.0.0.3 100%'],
  ['locality: who was set aside is not known', service('lblc', [`${A} 1`, `${B} 1`]), '10.0.0.2 | 10.0.0.3?'],
  ['locality with one server left', service('lblcr', [`${A} 1`, `${B} 0`]), '10.0.0.2 100%'],
])('%s', (_why, s, expected) => {
  expect(pick(s)).toBe(expected);
});

test('overflow goes on to the next where a server has more connections than its weight', () => {
  const s = service('ovf', [`${A} 1`, `${B} 3`]);
  const [a, b] = s.destinations;
  if (!a || !b) throw new Error('two servers');
  expect(pick({ ...s, destinations: [a, { ...b, activeConnections: 4 }] })).toBe('10.0.0.2 100%');
});

describe('source hashing', () => {
  test('one client always gets the same server', () => {
    const s = service('sh', [`${A} 1`, `${B} 1`]);
    const seen = new Set([1, 2, 3].map(() => pick(s, { source: '10.0.9.9' })));
    expect(seen.size).toBe(1);
    const all = new Set(Array.from({ length: 40 }, (_, i) => pick(s, { source: `10.0.9.${i}` })));
    expect(all).toEqual(new Set(['10.0.0.2 100%', '10.0.0.3 100%']));
  });
  test('a drained server turns its clients away, unless the scheduler falls back', () => {
    const s = service('sh', [`${A} 0`, `${B} 1`]);
    const clients = Array.from({ length: 40 }, (_, i) => ({ source: `10.0.9.${i}` }));
    expect(new Set(clients.map((c) => pick(s, c)))).toEqual(new Set(['none 100%', '10.0.0.3 100%']));
    const fallback = { ...s, schedulerFlags: ['sh-fallback'] };
    expect(new Set(clients.map((c) => pick(fallback, c)))).toEqual(new Set(['10.0.0.3 100%']));
  });
  test('with the port, a client whose port the kernel picks gets each by weight', () => {
    const s = service('sh', [`${A} 3`, `${B} 1`], { schedulerFlags: ['sh-port'] });
    expect(pick(s)).toBe('10.0.0.2 75%, 10.0.0.3 25%');
    expect(pick(s, { sourcePort: 40000 })).toMatch(/^10\.0\.0\.[23] 100%$/);
  });
});

describe('maglev hashing', () => {
  const s = service('mh', [`${A} 1`, `${B} 1`]);
  test('which flags are set must be known', () => {
    expect(pick(s)).toBe('10.0.0.2 | 10.0.0.3?');
    expect(pick(service('mh', [`${A} 1`]))).toBe('10.0.0.2 100%');
  });
  test('by address: one server for one client', () => {
    const flagged = { ...s, schedulerFlags: [] };
    const all = new Set(Array.from({ length: 40 }, (_, i) => pick(flagged, { source: `10.0.9.${i}` })));
    expect(all).toEqual(new Set(['10.0.0.2 100%', '10.0.0.3 100%']));
  });
  test('by address and port: about by weight', () => {
    expect(pick({ ...s, schedulerFlags: ['mh-port'] })).toBe('10.0.0.2 50%, 10.0.0.3 50%');
  });
  test('a drained server keeps a part that is not known', () => {
    expect(pick({ ...service('mh', [`${A} 0`, `${B} 1`]), schedulerFlags: [] })).toBe('10.0.0.3 | none?');
  });
});
