import type { KubeObject } from '@skoop/model';
import { field, integer, list, text, texts } from './field.ts';
import { type LabelSelector, readSelector } from './label-selector.ts';

export type PolicyPort = {
  readonly protocol: string;
  /** Number, name of a container port of the receiving pod, or undefined: every port. */
  readonly port?: number | string;
  readonly endPort?: number;
};

export type PolicyPeer =
  | { readonly kind: 'ip-block'; readonly cidr: string; readonly except: readonly string[] }
  /** Both present: pods of those namespaces that have those labels. Without `namespaces`: the policy's own. */
  | { readonly kind: 'pods'; readonly pods?: LabelSelector; readonly namespaces?: LabelSelector };

export type PolicyRule = {
  /** undefined: everybody, of cluster or not. */
  readonly peers?: readonly PolicyPeer[];
  /** undefined: every port of every protocol. */
  readonly ports?: readonly PolicyPort[];
};

/** A NetworkPolicy. `ingress`/`egress` undefined: it says nothing of that direction. Empty: nothing is allowed by it. */
export type Policy = {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly podSelector: LabelSelector;
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
  readonly object: KubeObject;
};

export function readPolicy(object: KubeObject): Policy {
  const namespace = text(object, 'metadata', 'namespace') ?? 'default';
  const name = text(object, 'metadata', 'name') ?? '';
  const types = texts(object, 'spec', 'policyTypes');
  const egress = list(object, 'spec', 'egress');
  // Without policyTypes a policy is about ingress always, and about egress if it has egress rules.
  const isIngress = types.length === 0 || types.includes('Ingress');
  const isEgress = types.length === 0 ? egress.length > 0 : types.includes('Egress');
  return {
    namespace,
    name,
    key: `${namespace}/${name}`,
    podSelector: readSelector(field(object, ['spec', 'podSelector'])) ?? { requirements: [], invalid: false },
    ingress: isIngress ? list(object, 'spec', 'ingress').map((r) => readRule(r, 'from')) : undefined,
    egress: isEgress ? egress.map((r) => readRule(r, 'to')) : undefined,
    object,
  };
}

function readRule(rule: unknown, peersKey: 'from' | 'to'): PolicyRule {
  const peers = list(rule, peersKey);
  const ports = list(rule, 'ports');
  return {
    // An empty list of peers or ports allows all, as an absent one does.
    peers: peers.length === 0 ? undefined : peers.flatMap((p) => readPeer(p) ?? []),
    ports: ports.length === 0 ? undefined : ports.map(readPort),
  };
}

function readPeer(peer: unknown): PolicyPeer | undefined {
  const cidr = text(peer, 'ipBlock', 'cidr');
  if (cidr !== undefined) return { kind: 'ip-block', cidr, except: texts(peer, 'ipBlock', 'except') };
  const pods = readSelector(field(peer, ['podSelector']));
  const namespaces = readSelector(field(peer, ['namespaceSelector']));
  return pods || namespaces ? { kind: 'pods', pods, namespaces } : undefined;
}

const readPort = (port: unknown): PolicyPort => ({
  protocol: (text(port, 'protocol') ?? 'TCP').toLowerCase(),
  port: integer(port, 'port') ?? text(port, 'port'),
  endPort: integer(port, 'endPort'),
});
