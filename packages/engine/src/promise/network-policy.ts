import { type Address, familyOf, type IpProtocol, parsePrefix, prefixContains } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { selects } from '../objects/label-selector.ts';
import type { Pod } from '../objects/pod.ts';
import type { Policy, PolicyPeer, PolicyPort, PolicyRule } from '../objects/policy.ts';

/** One side of a flow, after the translation of service addresses. `node`: the node whose own address it is, or that the pod is on. */
export type PolicyParty = { readonly address: Address; readonly pod?: Pod; readonly node?: string };

export type PolicyFlow = {
  readonly source: PolicyParty;
  readonly destination: PolicyParty;
  readonly protocol: IpProtocol;
  readonly port?: number;
};

/** What the policies of one direction say. Without any that selects the pod, everything is allowed. */
export type PolicyDecision = {
  readonly direction: 'egress' | 'ingress';
  readonly pod: string;
  readonly allowed: boolean;
  /** The policies that select the pod in this direction. */
  readonly selecting: readonly Policy[];
  readonly allowedBy?: Policy;
};

export type PolicyPromise = { readonly allowed: boolean; readonly decisions: readonly PolicyDecision[] };

/** The promise made by NetworkPolicies: the union of all that select a pod, at both ends. */
export type NetworkPolicy = { evaluate(flow: PolicyFlow): PolicyPromise };

export function createNetworkPolicy(cluster: Cluster): NetworkPolicy {
  return {
    evaluate(flow) {
      const decisions = (['egress', 'ingress'] as const).flatMap((d) => decide(cluster, d, flow) ?? []);
      return { allowed: decisions.every((d) => d.allowed), decisions };
    },
  };
}

function decide(cluster: Cluster, direction: 'egress' | 'ingress', flow: PolicyFlow): PolicyDecision | undefined {
  const self = direction === 'egress' ? flow.source : flow.destination;
  const other = direction === 'egress' ? flow.destination : flow.source;
  const pod = self.pod;
  // Policies do not reach pods of the node's own network, and a pod always talks to itself and to its own node.
  if (!pod || pod.hostNetwork) return undefined;
  const selecting = cluster.policies.filter(
    (p) => p.namespace === pod.namespace && p[direction] !== undefined && selects(p.podSelector, pod.labels),
  );
  if (selecting.length === 0) return undefined;
  const base = { direction, pod: pod.key, selecting };
  if (other.pod === pod || (other.node !== undefined && other.node === pod.node && !isPodParty(other)))
    return { ...base, allowed: true };
  const allowedBy = selecting.find((p) => p[direction]?.some((r) => ruleAllows(cluster, p, r, other, flow)));
  return { ...base, allowed: allowedBy !== undefined, allowedBy };
}

const isPodParty = (party: PolicyParty): boolean => party.pod !== undefined && !party.pod.hostNetwork;

function ruleAllows(cluster: Cluster, policy: Policy, rule: PolicyRule, other: PolicyParty, flow: PolicyFlow): boolean {
  const peer = rule.peers === undefined || rule.peers.some((p) => peerMatches(cluster, policy, p, other));
  return peer && (rule.ports === undefined || rule.ports.some((p) => portMatches(p, flow)));
}

function peerMatches(cluster: Cluster, policy: Policy, peer: PolicyPeer, { address, pod }: PolicyParty): boolean {
  if (peer.kind === 'ip-block')
    return contains(peer.cidr, address) && !peer.except.some((except) => contains(except, address));
  // A pod of the node's network looks like the node: only an ipBlock can name it.
  if (!pod || pod.hostNetwork) return false;
  const inNamespace = peer.namespaces
    ? selects(peer.namespaces, cluster.namespaces.get(pod.namespace) ?? nameOnly(pod.namespace))
    : pod.namespace === policy.namespace;
  return inNamespace && (peer.pods === undefined || selects(peer.pods, pod.labels));
}

/** Where the list of namespaces is missing, the one label that every namespace has. */
const nameOnly = (namespace: string): ReadonlyMap<string, string> =>
  new Map([['kubernetes.io/metadata.name', namespace]]);

function portMatches({ protocol, port, endPort }: PolicyPort, flow: PolicyFlow): boolean {
  if (protocol !== flow.protocol || flow.port === undefined) return false;
  if (port === undefined) return true;
  if (typeof port === 'number')
    return endPort === undefined ? flow.port === port : flow.port >= port && flow.port <= endPort;
  // A name stands for the port that the receiving pod's containers give it.
  return (flow.destination.pod?.ports ?? []).some(
    (p) => p.name === port && p.protocol.toLowerCase() === protocol && p.port === flow.port,
  );
}

function contains(cidr: string, address: Address): boolean {
  const prefix = parsePrefix(cidr);
  return prefix !== undefined && prefix.family === familyOf(address) && prefixContains(prefix, address);
}
