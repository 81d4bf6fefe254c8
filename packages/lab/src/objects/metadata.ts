import type { KubeObject } from '@skoop/model';
import { uidOf } from '../identity.ts';

/** A fixed day: a cluster recorded anew gives the same objects. */
export const CREATED = '2026-01-15T09:00:00Z';
export const KUBERNETES_VERSION = 'v1.32.4';

type Extra = {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly unknown[];
  readonly generateName?: string;
};

export function metadata(kind: string, name: string, extra: Extra = {}): KubeObject['metadata'] {
  const uid = uidOf(kind, extra.namespace ?? '', name);
  const version = String(1000 + (Number.parseInt(uid.slice(0, 4), 16) % 9000));
  return { name, ...extra, uid, creationTimestamp: CREATED, resourceVersion: version };
}
