import type { Family } from '@skoop/model';
import type { IngressPolicy } from './ingress-policy.ts';
import type { RuleText } from './iptables-text.ts';
import type { Plan, PlannedNode, PlannedPod } from './plan.ts';

/** What a network plugin puts on a node and into its pods. */
export type Cni = {
  /** Device of the tunnel to other nodes, where the backend has one. */
  readonly tunnelDevice: (family: Family) => string;
  /** Input of `ip -batch` on the node: devices, addresses, routes. The pods' ends of veth pairs are made here, too. */
  readonly nodeCommands: (plan: Plan, node: PlannedNode) => string[];
  /** Input of `bridge -batch` on the node. */
  readonly fdbCommands: (plan: Plan, node: PlannedNode) => string[];
  /** Lines for `Cluster.sysctl` on the node, once its devices are there. */
  readonly deviceSysctls: (plan: Plan, node: PlannedNode) => string;
  /** Input of `ip -batch` in the pod. */
  readonly podCommands: (plan: Plan, pod: PlannedPod) => string[];
  /** Input of `ipset restore` on the node. */
  readonly sets: (plan: Plan, node: PlannedNode, family: Family, policies: readonly IngressPolicy[]) => string;
  /** Rules before and after those of kube-proxy. */
  readonly rules: (
    plan: Plan,
    node: PlannedNode,
    family: Family,
    policies: readonly IngressPolicy[],
  ) => { readonly before: RuleText; readonly after: RuleText };
};
