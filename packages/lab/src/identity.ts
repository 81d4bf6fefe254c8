import { createHash } from 'node:crypto';

/** Names, UIDs and MACs come from what a thing is, so that a cluster built anew looks the same. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A UID in the form of RFC 9562. */
export function uidOf(kind: string, namespace: string, name: string): string {
  const hex = digest(`${kind}/${namespace}/${name}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A locally administered unicast MAC. */
export function macOf(...parts: readonly (string | number)[]): string {
  const bytes = digest(parts.join('/')).subarray(0, 5);
  return `02:${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join(':')}`;
}

/** Host end of a pod's veth pair, as the bridge CNI plugin names it. */
export const hostVethOf = (uid: string): string => `veth${digest(`veth ${uid}`).toString('hex').slice(0, 8)}`;

/** Host end as Calico names it: 11 digits of a SHA-1 (libcalico-go: VethNameForWorkload). */
export const calicoVethOf = (namespace: string, pod: string): string =>
  `cali${createHash('sha1').update(`${namespace}.${pod}`).digest('hex').slice(0, 11)}`;

const CONTAINER_ID_LENGTH = 64;
export const containerIdOf = (uid: string): string =>
  digest(`container ${uid}`).toString('hex').slice(0, CONTAINER_ID_LENGTH);

/** Where kubelet's systemd driver and containerd put a best-effort pod. */
export function podCgroupOf(uid: string): string {
  const slice = `kubepods-besteffort-pod${uid.replaceAll('-', '_')}.slice`;
  return `kubepods.slice/kubepods-besteffort.slice/${slice}/cri-containerd-${containerIdOf(uid)}.scope`;
}
