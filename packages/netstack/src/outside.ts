import { namespaceDump } from '@skoop/model';
import type { Namespace } from './namespace.ts';

/** Stands for all machines outside the cluster: nothing is known of their inside. */
export const OUTSIDE: Namespace = { key: '', node: '', label: 'external', kernel: '', dump: namespaceDump('') };
