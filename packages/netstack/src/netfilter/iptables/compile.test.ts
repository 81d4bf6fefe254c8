import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InetHook } from '../hook.ts';
import { ruleContext, testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';
import { compileRule } from './compile.ts';
import { matchModules } from './matches/index.ts';
import { targetModules } from './targets/index.ts';

const ns = testNamespace({ addresses: ['eth0 10.0.0.254/24', 'eth1 10.0.1.254/24'] });
const context = ruleContext(ns);

const OPTIONS = [...matchModules.values(), ...targetModules.values()].flatMap((m) => Object.keys(m.options));
const VALUES = [
  '',
  '0',
  '-1',
  '1:0',
  '80',
  '10.0.0.0/8',
  'fd00::/129',
  '1.2.3.4/1.2.3.4',
  '0xffffffffff/',
  'a,b,,c',
  ':',
  '!',
  '-',
  '__proto__',
];
const word = fc.oneof(
  fc.constantFrom('!', '-m', '-j', '-g', '-p', '-s', '-d', '-i', '-o', '-f', 'constructor', '__proto__', 'toString'),
  fc.constantFrom(...matchModules.keys(), ...targetModules.keys()),
  fc.constantFrom(...OPTIONS),
  fc.constantFrom(...VALUES),
  fc.string({ maxLength: 8 }),
);
const hook = fc.constantFrom<InetHook>('PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING');
const packet = fc.constantFrom(
  testPacket(),
  testPacket({ family: 6, source: 'fd00::1', destination: 'fd00::2', protocol: 'udp' }),
  testPacket({ protocol: 'icmp', icmp: { type: 8, code: 0 } }),
);

const run = (args: readonly string[], at: InetHook, p: ReturnType<typeof testPacket>): void => {
  const rule = compileRule(args, context, (name) => name === 'CHAIN');
  const input = testInput(ns, at, p);
  for (const test of rule.tests) test(input);
  if (rule.action.kind === 'target') rule.action.target.run(input);
};

describe('compileRule', () => {
  it('takes any words, and asks any packet', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), hook, packet, (args, at, p) => run(args, at, p)),
      { numRuns: 3000 },
    );
  });

  it('takes any values of every option', () => {
    const modules = [
      ...[...matchModules].map(([name, m]) => ['-m', name, m] as const),
      ...[...targetModules].map(([name, m]) => ['-j', name, m] as const),
    ];
    for (const [flag, name, module] of modules)
      for (const [option, arity] of Object.entries(module.options))
        for (const value of VALUES)
          for (const at of ['PREROUTING', 'OUTPUT'] as const)
            run([flag, name, option, ...Array<string>(arity).fill(value)], at, testPacket());
  });

  it.each([
    ['a match that nobody knows', '-m psychic --mind blue'],
    ['an option that nobody knows', '-m conntrack --ctmood sad'],
    ['an option called like what every object has', '-m comment constructor'],
    ['words that belong to nothing', 'constructor'],
    ['a set that is not in the snapshot', '-m set --match-set gone dst'],
  ])('%s is a maybe', (_why, words) => {
    const { tests } = compileRule(words.split(' '), context, () => false);
    const answers = tests.map((t) => t(testInput(ns, 'FORWARD', testPacket())));
    expect(answers).toContainEqual({ kind: 'maybe', why: expect.any(String) });
  });
});
