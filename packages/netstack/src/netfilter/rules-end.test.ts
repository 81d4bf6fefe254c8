import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Choice, type Fork, probabilityOf } from '../fork.ts';
import { MAX_FUTURES } from '../work.ts';
import type { HookResult, InetHook } from './hook.ts';
import { runHook } from './run-hook.ts';
import { testInput, testNamespace, testPacket } from './testing/test-namespace.ts';

const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const satisfies readonly InetHook[];
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const filter = (chains: number, rules: string): string =>
  `*filter\n:FORWARD ACCEPT [0:0]\n${lines(chains, (i) => `:C${i} - [0:0]`)}\n${rules}\nCOMMIT\n`;
const bit = (i: number): string => `0x${(2 ** (i % 31)).toString(16)}`;
const HALF = '-m statistic --mode random --probability 0.5';

/** Shares of the futures of each decision make up one, also where only some of its futures were followed further. */
function sharesAddUp(forks: readonly Fork<unknown>[], depth = 0): void {
  const groups = new Map<number, { choice: Choice; forks: Fork<unknown>[] }>();
  for (const f of forks) {
    const choice = f.choices[depth];
    if (!choice) continue;
    const group = groups.get(choice.index) ?? { choice, forks: [] };
    group.forks.push(f);
    groups.set(choice.index, group);
  }
  if (groups.size === 0) return;
  const all = [...groups.values()];
  expect(new Set(all.map((g) => g.choice.point)).size, 'futures that part decide the same').toBe(1);
  const random = all.filter((g) => g.choice.kind === 'random');
  if (random.length > 0) expect(random.reduce((n, g) => n + probabilityOf([g.choice]), 0)).toBeCloseTo(1, 6);
  for (const g of all) sharesAddUp(g.forks, depth + 1);
}

describe('rule sets made to take for ever', () => {
  const ALLOWANCE = 300_000;
  it.each([
    [
      'dice that double',
      filter(
        0,
        lines(40, (i) => `-A FORWARD ${HALF} -j MARK --set-xmark ${bit(i)}/${bit(i)}`),
      ),
    ],
    [
      'chains that are called twice, thirty levels deep',
      filter(31, `-A FORWARD -j C0\n${lines(30, (i) => `-A C${i} -j C${i + 1}\n-A C${i} -j C${i + 1}`)}`),
    ],
    [
      'the same with dice',
      filter(31, `-A FORWARD -j C0\n${lines(30, (i) => `-A C${i} ${HALF} -j C${i + 1}\n-A C${i} -j C${i + 1}`)}`),
    ],
    [
      'limits that may hold',
      filter(
        0,
        lines(64, (i) => `-A FORWARD -m limit --limit 1/sec -j MARK --set-xmark ${i + 1}/0xff`),
      ),
    ],
    [
      'targets that nobody knows',
      filter(
        0,
        lines(64, (i) => `-A FORWARD -p tcp -j NOBODY${i}`),
      ),
    ],
    ['chains that call each other', filter(2, '-A FORWARD -j C0\n-A C0 -j C1\n-A C1 -j C0')],
    [
      'a long chain behind many futures',
      `*mangle\n:FORWARD ACCEPT [0:0]\n${lines(10, (i) => `-A FORWARD ${HALF} -j MARK --set-xmark ${bit(i)}/${bit(i)}`)}\nCOMMIT\n${filter(
        0,
        lines(5_000, (i) => `-A FORWARD -i eth9${i} -j DROP`),
      )}`,
    ],
    [
      'a set that every rule fills',
      filter(
        0,
        lines(3_000, (i) => `-A FORWARD -j SET --add-set s${i} src`),
      ),
    ],
  ])('%s', (_why, legacy) => {
    const ns = testNamespace({ addresses: ['eth0 10.0.0.254/24', 'eth1 10.0.1.254/24'], legacy });
    const work = { left: ALLOWANCE };
    const forks = runHook({ ...testInput(ns, 'FORWARD', testPacket()), work });
    expect(forks.length).toBeLessThanOrEqual(MAX_FUTURES);
    sharesAddUp(forks);
    // Overdrawn by no more than the copies of one step.
    expect(work.left).toBeGreaterThan(-ALLOWANCE);
    if (work.left <= 0) expect(forks.map((f) => f.value.kind)).toContain('unknown');
  });
});

const RULES = [
  '-j ACCEPT',
  '-j DROP',
  '-j RETURN',
  '-j REJECT --reject-with tcp-reset',
  '-p tcp -m tcp --dport 80 -j REJECT',
  `${HALF} -j C1`,
  `${HALF} -j MARK --set-xmark 0x1/0x1`,
  '-m mark --mark 0x1/0x1 -j C2',
  '-m limit --limit 1/sec -j C3',
  '-m statistic --mode nth --every 3 --packet 0 -g C1',
  '-m conntrack --ctstate NEW -j C2',
  '-m set --match-set gone src -j DROP',
  '-j NOBODY',
  '-j C0',
  '-j C1',
  '-g C2',
  '-j C3',
  '-m recent --set',
  '-m connlimit --connlimit-above 3 -j DROP',
  '-j CONNMARK --save-mark',
  '-j SET --add-set s src',
];
const NAT = [
  '-j DNAT --to-destination 10.0.1.2-10.0.1.9',
  '-p tcp -j DNAT --to-destination 10.0.1.2:80-90 --random',
  '-j REDIRECT',
  '-j MASQUERADE',
  '-j SNAT --to-source 10.9.9.1-10.9.9.3',
  '-j NETMAP --to 10.7.0.0/16',
  `${HALF} -j C1`,
  '-j C2',
];
const CHAINS = ['C0', 'C1', 'C2', 'C3'];
const table = (name: string, chains: readonly string[], rules: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...chains, ...CHAINS), fc.constantFrom(...rules)), { maxLength: 14 })
    .map(
      (list) =>
        `*${name}\n${[...chains.map((c) => `:${c} ACCEPT [0:0]`), ...CHAINS.map((c) => `:${c} - [0:0]`)].join('\n')}\n${list.map(([c, r]) => `-A ${c} ${r}`).join('\n')}\nCOMMIT\n`,
    );
const firewall = fc.tuple(
  table('raw', ['PREROUTING', 'OUTPUT'], [...RULES, '-j CT --notrack']),
  table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], NAT),
  table('filter', ['INPUT', 'FORWARD', 'OUTPUT'], RULES),
);

const check = (forks: readonly Fork<HookResult>[]): void => {
  expect(forks.length).toBeGreaterThan(0);
  sharesAddUp(forks);
};

test('every packet comes to the end of every firewall', () => {
  fc.assert(
    fc.property(firewall, fc.constantFrom(...HOOKS), (tables, hook) => {
      const ns = testNamespace({ addresses: ['eth0 10.0.0.254/24', 'eth1 10.0.1.254/24'], legacy: tables.join('') });
      check(runHook({ ...testInput(ns, hook, testPacket()), work: { left: 50_000 } }));
    }),
    { numRuns: 600 },
  );
});

const WORDS = [
  'accept',
  'drop',
  'jump',
  'goto',
  'return',
  'match',
  'vmap',
  'map',
  'set',
  'payload',
  'meta',
  'ct',
  'fib',
  'numgen',
  'jhash',
  'symhash',
  'concat',
  'prefix',
  'range',
  'elem',
  'mangle',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'reject',
  'limit',
  'quota',
  'tproxy',
  'queue',
  'notrack',
  'xt',
  '&',
  '<<',
  'key',
  'value',
  'left',
  'right',
  'op',
  'expr',
  'data',
  'mod',
  'offset',
  'target',
  'addr',
  'port',
  'protocol',
  'field',
  'flags',
  'result',
  'constructor',
  '__proto__',
];
const LEAVES = [
  'tcp',
  'ip',
  'saddr',
  'daddr',
  'dport',
  'mark',
  'state',
  'new',
  'random',
  'inc',
  '10.0.0.0',
  '@s',
  '==',
  'in',
  'iifname',
  'eth0',
  'type',
  'oif',
  'local',
  'C0',
  '*',
];
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(fc.constantFrom(...LEAVES), fc.integer({ min: -2, max: 70_000 }), fc.constantFrom(null, true, false)),
    fc.dictionary(fc.constantFrom(...WORDS), tie('json'), { maxKeys: 3 }),
    fc.array(tie('json'), { maxLength: 3 }),
  ),
}));
const base = { family: 'inet', table: 't' };

test('whatever an nft rule set looks like, every packet comes to its end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom(...WORDS), json, { minKeys: 1, maxKeys: 1 }), { maxLength: 6 }),
      json,
      (statements, elem) => {
        const items = [
          { chain: { ...base, name: 'f', type: 'filter', hook: 'forward', prio: 0, policy: 'accept' } },
          { chain: { ...base, name: 'C0' } },
          { set: { ...base, name: 's', type: 'ipv4_addr', elem: [elem, '10.0.0.1'] } },
          {
            map: { ...base, name: 'm', type: 'ipv4_addr', map: 'verdict', elem: [[elem, { jump: { target: 'C0' } }]] },
          },
          ...statements.flatMap((expr, i) =>
            ['f', 'C0'].map((chain) => ({ rule: { ...base, chain, handle: i, expr: [expr, { counter: null }] } })),
          ),
          { rule: { ...base, chain: 'f', handle: 99, expr: statements } },
        ];
        const ns = testNamespace({ nft: { items, lines: new Map(), texts: new Map() } });
        check(runHook({ ...testInput(ns, 'FORWARD', testPacket()), work: { left: 50_000 } }));
      },
    ),
    { numRuns: 1_500 },
  );
});
