import { type Declared, replayRecordings } from '../replay.ts';
import { tunnelCases } from './cases.ts';

const DECLARED: Declared = {};

replayRecordings(
  'tunnels',
  tunnelCases.map((c) => c.name),
  DECLARED,
);
