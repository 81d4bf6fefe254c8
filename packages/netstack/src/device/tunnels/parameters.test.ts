import type { LinkRecord } from '@skoop/model';
import { expect, it } from 'vitest';
import { lookupTunnel, nearMiss } from './parameters.ts';

const link = (name: string, details: Record<string, string>, flags: readonly string[] = ['UP']): LinkRecord => ({
  line: 1,
  index: 1,
  name,
  flags,
  mtu: 1480,
  operstate: 'UNKNOWN',
  kind: 'gre',
  details,
  port: {},
});
const both = link('both', { local: '10.0.0.2', remote: '10.0.0.1' });
const remote = link('remote', { local: 'any', remote: '10.0.0.1' });
const local = link('local', { local: '10.0.0.2', remote: 'any' });
const neither = link('gre0', { local: 'any', remote: 'any' });
const keyed = link('keyed', { local: '10.0.0.2', remote: '10.0.0.1', ikey: '0.0.0.5' });
const bound = link('bound', { local: 'any', remote: 'any', dev: 'eth0' });
const down = (l: LinkRecord): LinkRecord => ({ ...l, flags: [] });

const outer = { source: '10.0.0.1', destination: '10.0.0.2' };
const asked = { outer, device: 'eth0', fallback: 'gre0' };

it.each([
  ['both addresses go first', [neither, local, remote, both], {}, 'both'],
  ['then the remote one', [neither, local, remote], {}, 'remote'],
  ['in IPv6 the local one', [neither, local, remote], { localFirst: true }, 'local'],
  ['the device that it came in by goes before addresses', [both, bound], {}, 'bound'],
  ['a tunnel that is down takes nothing', [down(both), neither], {}, 'gre0'],
  ['a key must be the same', [both, keyed], { key: 5 }, 'keyed'],
  ['and one that nobody has goes to the device of the module', [both, neither], { key: 6 }, 'gre0'],
  ['or to nobody', [both, down(neither)], { key: 6 }, undefined],
  ['a tunnel of another device', [link('other', { remote: '10.0.0.1', dev: 'eth1' })], {}, 'other'],
  ['is not asked by sit', [link('other', { remote: '10.0.0.1', dev: 'eth1' })], { strictDevice: true }, undefined],
] as const)('%s', (_, links, more, expected) => {
  expect(lookupTunnel(links, { ...asked, ...more })?.link.name).toBe(expected);
});

it.each([
  ['down', [down(both)], {}, 'both is down'],
  ['another key', [keyed], {}, 'keyed has key 5, the packet no key'],
  ['another end', [link('t', { local: '10.0.0.2', remote: '10.0.0.9' })], {}, 'the other end of t is 10.0.0.9'],
  ['the device of the module is down', [down(neither)], {}, 'gre0 is down'],
  ['nothing near', [link('t', { local: '10.0.0.7', remote: '10.0.0.9' })], {}, undefined],
] as const)('says which tunnel nearly takes a packet: %s', (_, links, more, expected) => {
  expect(nearMiss(links, { outer, ...more })?.says).toBe(expected);
});
