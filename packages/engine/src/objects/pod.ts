import { type Address, canonicalAddress, type KubeObject } from '@skoop/model';
import { field, integer, isTrue, list, text, textMap } from './field.ts';

export type ContainerPort = {
  readonly name: string;
  readonly port: number;
  /** `TCP`, `UDP`, `SCTP`. */
  readonly protocol: string;
  readonly hostPort?: number;
};

/** What diagnosis needs to know of a Pod. */
export type Pod = {
  readonly namespace: string;
  readonly name: string;
  /** `<namespace>/<name>`: how traces name the pod's network namespace. */
  readonly key: string;
  /** UID of the object, and of the static pod that it mirrors: cgroups carry the latter. */
  readonly uids: readonly string[];
  readonly node: string;
  readonly addresses: readonly Address[];
  readonly hostNetwork: boolean;
  readonly phase: string;
  /** Succeeded or Failed: its address is free and may belong to another pod already. */
  readonly finished: boolean;
  readonly terminating: boolean;
  readonly ready: boolean;
  readonly labels: ReadonlyMap<string, string>;
  readonly ports: readonly ContainerPort[];
  readonly object: KubeObject;
};

export function readPod(object: KubeObject): Pod {
  const namespace = text(object, 'metadata', 'namespace') ?? 'default';
  const name = text(object, 'metadata', 'name') ?? '';
  const phase = text(object, 'status', 'phase') ?? 'Unknown';
  const given = [
    text(object, 'status', 'podIP'),
    ...list(object, 'status', 'podIPs').map((ip) => text(ip, 'ip')),
  ].flatMap((ip) => (ip === undefined ? [] : (canonicalAddress(ip) ?? [])));
  const conditions = list(object, 'status', 'conditions');
  return {
    namespace,
    name,
    key: `${namespace}/${name}`,
    uids: [
      text(object, 'metadata', 'uid'),
      text(object, 'metadata', 'annotations', 'kubernetes.io/config.hash'),
      text(object, 'metadata', 'annotations', 'kubernetes.io/config.mirror'),
    ].filter((uid) => uid !== undefined && uid !== '') as string[],
    node: text(object, 'spec', 'nodeName') ?? '',
    addresses: [...new Set(given)],
    hostNetwork: isTrue(object, 'spec', 'hostNetwork'),
    phase,
    finished: phase === 'Succeeded' || phase === 'Failed',
    terminating: field(object, ['metadata', 'deletionTimestamp']) !== undefined,
    ready: conditions.some((c) => text(c, 'type') === 'Ready' && text(c, 'status') === 'True'),
    labels: textMap(object, 'metadata', 'labels'),
    ports: [...list(object, 'spec', 'containers'), ...list(object, 'spec', 'initContainers')].flatMap((c) =>
      list(c, 'ports').flatMap((p) => readPort(p) ?? []),
    ),
    object,
  };
}

function readPort(value: unknown): ContainerPort | undefined {
  const port = integer(value, 'containerPort');
  if (port === undefined) return undefined;
  return {
    name: text(value, 'name') ?? '',
    port,
    protocol: text(value, 'protocol') ?? 'TCP',
    hostPort: integer(value, 'hostPort'),
  };
}
