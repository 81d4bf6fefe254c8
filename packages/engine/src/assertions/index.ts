import type { Finding } from '../finding.ts';

/** Every finding, in the order in which causes are preferred where several explain one loss. */
export const assertions: readonly Finding[] = [];
