import { type Declared, replayRecordings } from '../replay.ts';
import { deviceCases } from './cases.ts';

/** Written, and not recorded yet: `npm run record-other-kernels -- devices NAME`. */
const NOT_RECORDED: ReadonlySet<string> = new Set([
  'bond-802.3ad',
  'bond-balance-rr',
  'bond-broadcast',
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
  'vlan-between-nodes-mismatch',
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

const DECLARED: Declared = {
  'vlan-narrow-port: default/client -> 10.244.1.3 8080 tcp':
    'bundles of segments pass a narrow port, single ones do not: on a slow machine TCP sent nothing but bundles (bridge-narrow-port shows a fast one)',
};

replayRecordings(
  'devices',
  deviceCases.map((c) => c.name).filter((name) => !NOT_RECORDED.has(name)),
  DECLARED,
);
