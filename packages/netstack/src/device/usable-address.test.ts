import { namespaceDump } from '@skoop/model';
import { expect, test } from 'vitest';
import { isUsableAddress, routesToCome } from './usable-address.ts';

const eth0 = {
  line: 1,
  index: 2,
  name: 'eth0',
  flags: ['UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  kind: 'veth',
  details: {},
  port: {},
};
const route = {
  line: 1,
  family: 6,
  type: 'unicast',
  destination: 'fe80::/64',
  table: 'main',
  metric: 256,
  nexthops: [],
} as const;
const local = { ...route, type: 'local', destination: 'fe80::3/128', table: 'local' };

test.each([
  ['an address in use has its route', [], ['UP'], [local], true, []],
  ['an address is being checked, which is over in a second', ['tentative'], ['UP'], [route], true, ['fe80::3/128']],
  ['somebody else has it', ['tentative', 'dadfailed'], ['UP'], [route], false, []],
  ['nothing can be checked without a carrier', ['tentative'], ['UP', 'NO-CARRIER'], [route], false, []],
  ['the device is down', ['tentative'], [], [route], false, []],
  ['an optimistic address is used, and has its route', ['tentative', 'optimistic'], ['UP'], [local], true, []],
  ['routes were not collected', ['tentative'], ['UP'], [], true, []],
] as const)('%s', (_why, flags, up, routes, usable, toCome) => {
  const address = {
    line: 1,
    device: 'eth0',
    family: 6,
    address: 'fe80::3',
    prefixLength: 64,
    scope: 'link',
    flags,
  } as const;
  const dump = namespaceDump('host', { addresses: [address], links: [{ ...eth0, flags: up }], routes });
  expect(isUsableAddress({ dump }, address)).toBe(usable);
  expect(routesToCome(dump).map((r) => r.destination)).toEqual(toCome);
});
