import { expect, test } from 'vitest';
import { policy } from '../fixtures/objects.ts';
import { readPolicy } from '../objects/policy.ts';
import { addPolicyRule } from './add-policy-rule.ts';

const rule = { from: [{ podSelector: {} }] };

test.each([
  [
    'a policy with rules gets one more',
    { policyTypes: ['Ingress'], ingress: [{}] },
    [{ op: 'add', path: '/spec/ingress/-', value: rule }],
  ],
  [
    'an empty list is a list',
    { policyTypes: ['Ingress'], ingress: [] },
    [{ op: 'add', path: '/spec/ingress/-', value: rule }],
  ],
  [
    'a default deny without a list gets one',
    { policyTypes: ['Ingress'] },
    [{ op: 'add', path: '/spec/ingress', value: [rule] }],
  ],
  [
    'null is no list',
    { policyTypes: ['Ingress'], ingress: null },
    [{ op: 'add', path: '/spec/ingress', value: [rule] }],
  ],
] as const)('%s', (_why, spec, patch) => {
  expect(addPolicyRule(readPolicy(policy('p', { podSelector: {}, ...spec })), 'ingress', rule)).toBe(
    `kubectl -n default patch networkpolicy p --type=json -p '${JSON.stringify(patch)}'`,
  );
});
