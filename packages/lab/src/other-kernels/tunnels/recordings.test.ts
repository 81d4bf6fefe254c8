import { replayRecordings } from '../replay.ts';
import { tunnelCases } from './cases.ts';

replayRecordings(
  'tunnels',
  tunnelCases.map((c) => c.name),
  {},
);
