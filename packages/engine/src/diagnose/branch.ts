import type { Assumption, Drop, Gap, Server, Symptom, Trace } from '@skoop/model';

/** How the conversation ends in one future, or in a set of futures that end alike. `share` is of new connections. */
export type Branch = {
  readonly id: string;
  readonly share: number;
  readonly outcome: 'delivered' | 'dropped' | 'unknown';
  readonly symptom: Symptom;
  readonly errno?: string;
  readonly server?: Omit<Server, 'share'>;
  readonly drop?: Omit<Drop, 'share' | 'symptom' | 'errno' | 'branch'>;
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  /** Nodes whose dumps would have to be collected to go on. */
  readonly missing: readonly string[];
};

/** What the kernels would do with the conversation. */
export type Reality = {
  readonly branches: readonly Branch[];
  readonly traces: readonly Trace[];
};
