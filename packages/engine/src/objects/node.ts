import { type Address, canonicalAddress, type KubeObject } from '@skoop/model';
import { field, isTrue, list, text, textMap, texts } from './field.ts';

/** What diagnosis needs to know of a Node. */
export type KubeNode = {
  readonly name: string;
  /** InternalIP, in the object's order. */
  readonly addresses: readonly Address[];
  readonly externalAddresses: readonly Address[];
  readonly podCidrs: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly ready: boolean;
  /** Not cordoned. */
  readonly schedulable: boolean;
  /** A load balancer may send to it: no `node.kubernetes.io/exclude-from-external-load-balancers` label. */
  readonly balanced: boolean;
  readonly zone?: string;
  readonly kubeletVersion?: string;
  readonly kubeProxyVersion?: string;
  readonly providerId?: string;
  readonly object: KubeObject;
};

export function readNode(object: KubeObject): KubeNode {
  const labels = textMap(object, 'metadata', 'labels');
  const ofType = (type: string): Address[] =>
    list(object, 'status', 'addresses')
      .filter((a) => text(a, 'type') === type)
      .flatMap((a) => canonicalAddress(text(a, 'address') ?? '') ?? []);
  const cidrs = texts(object, 'spec', 'podCIDRs');
  const single = text(object, 'spec', 'podCIDR');
  const conditions = list(object, 'status', 'conditions');
  return {
    name: text(object, 'metadata', 'name') ?? '',
    addresses: ofType('InternalIP'),
    externalAddresses: ofType('ExternalIP'),
    podCidrs: cidrs.length > 0 ? cidrs : single ? [single] : [],
    labels,
    annotations: textMap(object, 'metadata', 'annotations'),
    // A list made by hand may leave conditions out; a node that says nothing is not called broken.
    ready: !conditions.some((c) => text(c, 'type') === 'Ready' && text(c, 'status') !== 'True'),
    schedulable: !isTrue(object, 'spec', 'unschedulable'),
    balanced: !labels.has('node.kubernetes.io/exclude-from-external-load-balancers'),
    zone: labels.get('topology.kubernetes.io/zone'),
    kubeletVersion: text(object, 'status', 'nodeInfo', 'kubeletVersion'),
    kubeProxyVersion: text(object, 'status', 'nodeInfo', 'kubeProxyVersion'),
    providerId:
      typeof field(object, ['spec', 'providerID']) === 'string' ? text(object, 'spec', 'providerID') : undefined,
    object,
  };
}
