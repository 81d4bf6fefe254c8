import { calico } from './calico.ts';
import type { Cni } from './cni.ts';
import { flannel } from './flannel.ts';
import type { Plan } from './plan.ts';

/** The plugin that the topology names. */
export const cniOf = (plan: Plan): Cni => (plan.topology.cni === 'calico' ? calico : flannel);
