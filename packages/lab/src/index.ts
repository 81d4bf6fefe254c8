export { CLIENT, Cluster, UNDERLAY } from './cluster.ts';
export { demoTopology } from './demo-topology.ts';
export { type Fate, fateOf } from './fate.ts';
export { fatesOf } from './fates.ts';
export { faults } from './faults/all.ts';
export { type Fault, faultTopology } from './faults/fault.ts';
export { mutate } from './mutate.ts';
export { type Flow, type ProbeResult, probe, probeAll } from './probe.ts';
export { recordSnapshot } from './record-snapshot.ts';
export {
  readScenarios,
  SCENARIOS_DIRECTORY,
  type Scenario,
  type ScenarioFolder,
  type ScenarioQuestion,
} from './scenarios/scenario.ts';
export type { Topology } from './topology.ts';
export { Tracer } from './tracer.ts';
export { disagreements } from './truth/disagreements.ts';
export { Random } from './truth/random.ts';
export { folderFiles, readFolder } from './truth/read-folder.ts';
