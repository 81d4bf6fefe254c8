export { QuestionError, type QuestionErrorId } from '@skoop/engine';
export { bindersOf, configBinders } from './config-binders.ts';
export * from './diagnose.ts';
export { providers } from './provider-list.ts';
