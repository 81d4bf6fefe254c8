import { replayRecordings } from '../replay.ts';
import { deviceCases } from './cases.ts';

replayRecordings(
  'devices',
  deviceCases.map((c) => c.name),
  {},
);
