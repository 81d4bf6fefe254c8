import { describe, expect, it } from 'vitest';
import { runHook } from '../run-hook.ts';
import { testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';

const place = { family: 'ip', table: 't' } as const;
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
/** Drops what the map says, by the source address. */
const byMap = { vmap: { key: saddr, data: '@m' } };

function fates(statements: readonly unknown[], elements: readonly unknown[] = []): string[] {
  const items = [
    { table: { family: 'ip', name: 't', handle: 1 } },
    { map: { ...place, name: 'm', type: 'ipv4_addr', map: 'verdict', handle: 2, elem: elements } },
    { chain: { ...place, name: 'f', handle: 3, type: 'filter', hook: 'forward', prio: 0, policy: 'accept' } },
    ...statements.map((s, i) => ({ rule: { ...place, chain: 'f', handle: 4 + i, expr: [s] } })),
  ];
  const ns = testNamespace({ nft: { items, lines: new Map(), texts: new Map() } });
  return runHook(testInput(ns, 'FORWARD', testPacket({ source: '10.0.0.1' }))).map(({ value }) => value.kind);
}

const LISTED = [['10.0.0.1', { drop: null }]];

describe('statements that change a map', () => {
  it.each([
    ['an empty map leads nowhere', [byMap], [], ['accept']],
    ['an element is found', [byMap], LISTED, ['drop']],
    ['what a rule puts there is not followed', ['add @m { ip saddr : drop }', byMap], [], ['accept', 'drop']],
    ['what is there keeps its data', ['update @m { ip saddr : accept }', byMap], LISTED, ['drop']],
    ['unless some of it may be gone', ['delete @m { ip saddr : drop }', byMap], LISTED, ['drop', 'accept']],
    [
      'written as JSON by newer programs',
      [{ map: { op: 'add', elem: saddr, data: { drop: null }, map: '@m' } }, byMap],
      [],
      ['accept', 'drop'],
    ],
    ['nobody asks the map', ['add @m { ip saddr : drop }'], [], ['accept']],
  ])('%s', (_why, statements, elements, expected) =>
    expect([...new Set(fates(statements, elements))]).toEqual(expected),
  );
});
