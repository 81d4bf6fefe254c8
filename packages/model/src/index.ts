export * from './address.ts';
export * from './diagnosis.ts';
export * from './evidence.ts';
export * from './namespace-dump.ts';
export * from './packet.ts';
export * from './question.ts';
export * from './snapshot.ts';
export * from './trace.ts';
