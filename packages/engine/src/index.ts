export * from './cluster.ts';
export * from './infra-shim.ts';
export * from './ip-cache.ts';
export * from './resolve/question-error.ts';
export * from './resolve/resolve-question.ts';
export * from './world/snapshot-world.ts';
