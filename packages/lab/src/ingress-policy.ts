import type { Plan, PlannedPod } from './plan.ts';

/** Ingress policy: pods with `labels` take connections only from pods with `from` (nobody, if absent). */
export type IngressPolicy = {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from?: Readonly<Record<string, string>>;
};

const has = (pod: PlannedPod, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(labels).every(([k, v]) => pod.labels[k] === v);

/** Pods of the policy's namespace that have these labels. */
export const inPolicy = (
  plan: Plan,
  policy: IngressPolicy,
  labels: Readonly<Record<string, string>>,
): readonly PlannedPod[] =>
  plan.pods.filter((p) => p.namespace === policy.namespace && !p.hostNetwork && has(p, labels));
