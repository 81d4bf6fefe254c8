export {
  type ClusterOverview,
  type EndpointOption,
  explainFinding,
  findingList,
  type NodeOverview,
  QuestionError,
  type QuestionErrorId,
} from '@skoop/engine';
export { bindersOf, configBinders } from './config-binders.ts';
export * from './diagnose.ts';
export { clusterOverview } from './overview.ts';
export { providers } from './provider-list.ts';
