import { expect, test } from 'vitest';
import { runHook } from '../netfilter/run-hook.ts';
import { testInput, testPacket } from '../netfilter/testing/test-namespace.ts';
import { schedulers } from './schedulers/index.ts';
import { ipvsNamespace, service } from './testing/namespace.ts';

const SYN = testPacket({ destination: '10.96.0.10' });
const MANY = 150_000;

test.each([...schedulers.keys()])('%s: absurd weights and more servers than a kernel takes do not stop it', (name) => {
  const servers = Array.from(
    { length: MANY },
    (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:80 ${i % 3 === 0 ? 4294967295 : i}`,
  );
  for (const schedulerFlags of [[], [`${name}-port`, `${name}-fallback`]]) {
    const s = service(name, servers, { schedulerFlags });
    const began = Date.now();
    const picked = schedulers.get(name)?.(s, SYN, 'not.a.version');
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(picked?.of.length).toBeGreaterThan(0);
  }
});

test('a scheduler that nobody knows, and a service without servers', () => {
  const unknown = ipvsNamespace([service('constructor', ['10.0.0.2:80 1', '10.0.0.3:80 1'])]);
  expect(runHook(testInput(unknown, 'INPUT', SYN)).map((r) => r.choices[0]?.kind)).toEqual(['maybe', 'maybe']);
  const empty = ipvsNamespace([service('__proto__', [])]);
  expect(runHook(testInput(empty, 'INPUT', SYN)).map((r) => r.value.kind)).toEqual(['drop']);
});

test('more servers than futures that are followed', () => {
  const servers = Array.from({ length: 5_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}:80 1`);
  const [only, ...more] = runHook(testInput(ipvsNamespace([service('rr', servers)]), 'INPUT', SYN));
  expect(more).toEqual([]);
  expect(only?.value.kind).toBe('unknown');
});
