export * from './conversation/converse.ts';
export * from './conversation/converse-with.ts';
export type * from './conversation/question.ts';
export * from './flow.ts';
export * from './fork.ts';
export * from './namespace.ts';
export type * from './netfilter/hook.ts';
export * from './route/index.ts';
export type * from './world.ts';
