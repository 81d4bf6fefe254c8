import type { Packet, Step } from '@skoop/model';
import { expect, it } from 'vitest';
import { device, packet, stack, step, vxlan } from '../fixtures/scene.ts';
import { differenceOf, stepsApart } from './difference.ts';

const plain = packet('10.0.0.1', '10.0.0.2', {});
const other = packet('10.0.0.1', '10.0.0.3', {});
const pass = (after: Packet, steps: readonly Step[] = [], before = plain) => ({ before, after, steps });
const at = (text: string) => [{ node: 'n', netns: 'host', section: 'ip-route', line: 1, text }];
const drop = step('hook', 'filter/INPUT', stack, '', { outcome: 'drop' });

it.each([
  ['nothing', pass(plain), pass(plain), undefined],
  ['a drop that is gone', pass(plain, [drop]), pass(plain), 'dropped at filter/INPUT, now passes'],
  ['a drop that came', pass(plain), pass(plain, [drop]), 'passed, now dropped at filter/INPUT'],
  [
    'a drop at another place',
    pass(plain, [step('route', 'input/route', stack, '', { outcome: 'drop' })]),
    pass(plain, [drop]),
    'dropped at input/route, now at filter/INPUT',
  ],
  ['another destination from here on', pass(plain), pass(other), 'goes on to 10.0.0.3:80, was 10.0.0.2:80'],
  ['what was changed before it came here is no difference here', pass(plain), pass(other, [], other), undefined],
  ['a tunnel', pass(plain), pass(vxlan(plain, '1.1.1.1', '2.2.2.2')), 'vxlan tunnel to 2.2.2.2, was none'],
  [
    'another route',
    pass(plain, [step('route', 'route', stack, '', { evidence: at('default via 10.0.0.1') })]),
    pass(plain, [step('route', 'route', stack, '', { evidence: at('default via 10.0.0.9') })]),
    'another route',
  ],
  [
    'the same line elsewhere in its file is the same line',
    pass(plain, [step('route', 'route', stack, '', { evidence: at('default') })]),
    pass(plain, [step('route', 'route', stack, '', { evidence: [{ ...at('default')[0], line: 9 } as never] })]),
    undefined,
  ],
  [
    'counters say nothing',
    pass(plain, [step('hook', 'raw', stack, '', { evidence: at('[3:180] -A X') })]),
    pass(plain, [step('hook', 'raw', stack, '', { evidence: at('[9:540] -A X') })]),
    undefined,
  ],
])('%s', (_why, before, after, expected) => {
  expect(differenceOf(before, after)).toBe(expected);
});

it('names the steps that the other side has not', () => {
  const link = step('device', 'veth/xmit', device('eth0', 'veth'));
  const { before, after } = stepsApart([link, drop], [link]);
  expect([[...before], [...after]]).toEqual([[1], []]);
});
