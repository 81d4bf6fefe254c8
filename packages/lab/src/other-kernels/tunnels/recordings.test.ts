import { type Declared, replayRecordings } from '../replay.ts';
import { tunnelCases } from './cases.ts';

const DECLARED: Declared = {
  'ipip-faults: default/client -> 10.77.10.1 8080 udp': 'routers outside the nodes are not known, and count no hops',
};

replayRecordings(
  'tunnels',
  tunnelCases.map((c) => c.name),
  DECLARED,
);
