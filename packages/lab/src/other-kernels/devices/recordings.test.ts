import { type Declared, replayRecordings } from '../replay.ts';
import { deviceCases } from './cases.ts';

/** Written, and not recorded yet: `npm run record-other-kernels -- devices NAME`. */
const NOT_RECORDED: ReadonlySet<string> = new Set([
  'bond-802.3ad',
  'bond-balance-rr',
  'bond-broadcast',
  'bond-no-wire',
  'bond-one-wire-down',
  'bond-tlb',
  'bond-vlan',
  'bridge-vlan-default',
  'bridge-vlan-separate',
  'bridge-vlan-separate-known',
  'bridge-vlan-tagged-out',
  'bridge-vlan-trunk-not-member',
  'dummy',
  'dummy-down',
  'ipvlan-l2-gateway',
  'ipvlan-l2-private',
  'ipvlan-l2-v6',
  'ipvlan-l2-vepa',
  'ipvlan-l3-no-route',
  'ipvlan-l3-on-link',
  'ipvlan-l3s-masquerade',
  'vlan-between-nodes-mismatch',
  'vlan-narrow-port',
  'vlan-other-mac',
  'vlan-parent-down',
  'vlan-protocol',
  'vrf-leak-route',
  'vrf-leaks',
  'vrf-output',
  'vrf-prerouting',
  'vrf-rp-filter',
  'vrf-unreachable',
  'vrf-v6',
]);

const DECLARED: Declared = {};

replayRecordings(
  'devices',
  deviceCases.map((c) => c.name).filter((name) => !NOT_RECORDED.has(name)),
  DECLARED,
);
