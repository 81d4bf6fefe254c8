export * from './cluster.ts';
export * from './demo-topology.ts';
export * from './plan.ts';
export * from './probe.ts';
export type * from './topology.ts';
