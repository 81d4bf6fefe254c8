import { expect, test } from 'vitest';
import { testNamespace } from '../netfilter/testing/test-namespace.ts';
import { ipv6SourceAddress } from './source-address.ts';

// Tried on a kernel: kube-proxy's kube-ipvs0 is never set up, and the node still sends from its addresses.
test.each([
  ['an address of a device that is down is the source towards itself', 'fd00:2::1', 'fd00:2::1'],
  ['others are sent to from the device that leads there', 'fd00:1::9', 'fd00:1::5'],
])('%s', (_why, destination, source) => {
  const ns = testNamespace({ addresses: ['eth0 fd00:1::5/64', 'kube-ipvs0 fd00:2::1/128'] });
  const links = ns.dump.links.map((l) => (l.name === 'kube-ipvs0' ? { ...l, flags: ['BROADCAST', 'NOARP'] } : l));
  expect(ipv6SourceAddress({ ...ns, dump: { ...ns.dump, links } }, 'eth0', destination)).toBe(source);
});
