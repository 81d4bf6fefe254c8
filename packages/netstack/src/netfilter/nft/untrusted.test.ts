import { expect, test } from 'vitest';
import { runHook } from '../run-hook.ts';
import { testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';

const deep = (open: string, close: string): unknown => JSON.parse(`${open.repeat(20_000)}1${close.repeat(20_000)}`);
const base = { family: 'ip', table: 't' };
const chain = { chain: { ...base, name: 'f', type: 'filter', hook: 'forward', prio: 0, policy: 'accept' } };
const rule = (...expr: readonly unknown[]) => ({ rule: { ...base, chain: 'f', handle: 1, expr } });
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const match = (left: unknown, right: unknown) => ({ match: { op: '==', left, right } });

test.each([
  ['an expression', [chain, rule(match(deep('{"&":[', ']}'), 1), { drop: null })]],
  ['a constant', [chain, rule(match(saddr, deep('{"elem":{"val":', '}}')), { drop: null })]],
  [
    'an element of a set',
    [
      chain,
      { set: { ...base, name: 's', type: 'ipv4_addr', elem: [deep('{"elem":{"val":', '}}')] } },
      rule(match(saddr, '@s'), { drop: null }),
    ],
  ],
])('%s that is nested without end leaves both ways open', (_what, items) => {
  const ns = testNamespace({ nft: { items, lines: new Map(), texts: new Map() } });
  const forks = runHook(testInput(ns, 'FORWARD', testPacket()));
  expect(forks.every((f) => f.choices.length === 1 && f.choices[0]?.kind === 'maybe')).toBe(true);
  expect(new Set(forks.map((f) => f.value.kind))).toEqual(new Set(['accept', 'drop']));
});
