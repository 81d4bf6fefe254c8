import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ruleContext, testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';
import { indexChain } from './chain-index.ts';
import { compileRule } from './compile.ts';

const ns = testNamespace({ addresses: ['eth0 10.0.0.254/24'] });
const context = ruleContext(ns);

const not = fc.constantFrom('', '', '! ');
const prefix = fc.constantFrom(
  '10.0.0.1/32',
  '10.0.0.0/24',
  '10.0.0.0/8',
  '10.0.0.1',
  '10.1.0.0/16',
  '0.0.0.0/0',
  '10.0.0.1/255.0.0.255',
);
const part = fc.oneof(
  fc.tuple(not, fc.constantFrom('-s', '-d'), prefix).map((t) => `${t[0]}${t[1]} ${t[2]}`),
  fc
    .tuple(not, fc.constantFrom('-i', '-o'), fc.constantFrom('eth0', 'eth1', 'eth+', 'cali1'))
    .map((t) => `${t[0]}${t[1]} ${t[2]}`),
  fc
    .tuple(fc.constantFrom('tcp', 'udp'), not, fc.constantFrom('80', '80:90', '40000', '443'))
    .map(([p, n, d]) => `-p ${p} -m ${p} ${n}--dport ${d}`),
  fc.constantFrom('-m comment --comment x', '-m mark --mark 0x0', '-m comment --comment -d'),
);
const rule = fc.array(part, { maxLength: 3 }).map((parts) => [...parts, '-j DROP'].join(' ').split(' '));
const packet = fc.record({
  source: fc.constantFrom('10.0.0.1', '10.0.0.9', '10.1.2.3', '192.0.2.1'),
  destination: fc.constantFrom('10.0.0.1', '10.0.0.9', '10.1.2.3'),
  protocol: fc.constantFrom('tcp', 'udp', 'icmp'),
  destinationPort: fc.constantFrom(80, 443, { from: 32768, to: 60999 }),
});

test('no rule is passed over that might match', () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 16, maxLength: 40 }),
      packet,
      fc.constantFrom('FORWARD', 'OUTPUT', 'INPUT'),
      (rules, p, hook) => {
        const skb = testInput(ns, hook, testPacket(p));
        const index = indexChain(rules.map((args, i) => ({ line: i, args, text: args.join(' ') })));
        const visited = new Set<number>();
        for (let i = index.next(skb, 0); i < rules.length; i = index.next(skb, i + 1)) visited.add(i);
        rules.forEach((args, i) => {
          const answers = compileRule(args, context, () => false).tests.map((t) => t(skb));
          if (!answers.includes('no')) expect(visited.has(i), args.join(' ')).toBe(true);
        });
      },
    ),
    { numRuns: 1_000 },
  );
});
