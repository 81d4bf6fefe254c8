import { expect, test } from 'vitest';
import { evidenceLabel, evidenceLink, lineLabel } from './evidenceAddress.ts';

const at = { node: 'worker-3', netns: 'host', section: 'iptables-nft-save', line: 103, text: '-A IN_drop -j DROP' };

test.each([
  ['host namespace', at, '/snapshots/s1/nodes/worker-3/iptables-nft-save#L103'],
  ['a pod', { ...at, netns: '4026532' }, '/snapshots/s1/nodes/worker-3/iptables-nft-save?netns=4026532#L103'],
  [
    'an object of a namespace',
    { ...at, node: '', section: 'objects/services', line: 0, text: 'shop/api: spec.type = ClusterIP' },
    '/snapshots/s1/objects/services?namespace=shop&name=api',
  ],
  [
    'an object of the cluster',
    { ...at, node: '', section: 'objects/nodes', line: 0, text: 'worker-1: spec.podCIDR = 10.0.0.0/24' },
    '/snapshots/s1/objects/nodes?name=worker-1',
  ],
  ['names are escaped', { ...at, node: 'a/b', section: 'x#y' }, '/snapshots/s1/nodes/a%2Fb/x%23y#L103'],
])('link: %s', (_why, evidence, link) => {
  expect(evidenceLink('s1', evidence)).toBe(link);
});

test('no link without a snapshot', () => {
  expect(evidenceLink(undefined, at)).toBeUndefined();
});

test.each([
  ['iptables', at, 'iptables L103'],
  ['route', { ...at, section: 'ip-route', line: 12 }, 'route L12'],
  ['object', { ...at, section: 'objects/pods', line: 0 }, 'pods'],
])('label: %s', (_why, evidence, label) => {
  expect(evidenceLabel(evidence)).toBe(label);
});

test('a folded run names its first and last line', () => {
  expect(lineLabel({ ...at, line: 67 }, 71)).toBe('L67–71');
});
