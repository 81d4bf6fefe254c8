import { type Declared, replayRecordings } from '../replay.ts';
import { ipvsCases } from './cases.ts';

const DECLARED: Declared = {
  'schedulers: default/client -> 10.96.0.11 9012 tcp': 'lblc: the server set aside for an address is shown nowhere',
  'schedulers: default/client -> 10.96.0.11 9013 tcp': 'lblcr: the same',
};

replayRecordings(
  'ipvs',
  ipvsCases.map((c) => c.name),
  DECLARED,
);
