import { type Declared, replayRecordings } from '../replay.ts';
import { drawnCases } from './cases.ts';

const DECLARED: Declared = {};

replayRecordings(
  'drawn',
  drawnCases.map((c) => c.name),
  DECLARED,
);
