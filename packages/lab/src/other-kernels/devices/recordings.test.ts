import { type Declared, replayRecordings } from '../replay.ts';
import { deviceCases } from './cases.ts';

const DECLARED: Declared = {
  'vlan-narrow-port: default/client -> 10.244.1.3 8080 tcp':
    'bundles of segments pass a narrow port, single ones do not: on a slow machine TCP sent nothing but bundles (bridge-narrow-port shows a fast one)',
  'vrf-unreachable: default/client -> 10.10.0.12  icmp':
    'no ICMP error comes of an unreachable route of a VRF, and why is not known',
};

replayRecordings(
  'devices',
  deviceCases.map((c) => c.name),
  DECLARED,
);
