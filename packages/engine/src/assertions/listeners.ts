import { isLoopback, type Snapshot, type SocketRecord } from '@skoop/model';
import type { Pod } from '../objects/pod.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';

/** Sockets of a pod's namespace that wait for new connections or datagrams. */
export function listenersOf(snapshot: Snapshot, pod: Pod, protocol: string): readonly SocketRecord[] {
  return listeners(podNamespacesOf(snapshot).namespaceOf(pod)?.sockets ?? [], protocol);
}

export const listeners = (sockets: readonly SocketRecord[], protocol: string): readonly SocketRecord[] =>
  sockets.filter((s) => s.protocol === protocol && (s.state === 'LISTEN' || s.state === 'UNCONN'));

/** Nobody outside the namespace reaches it: 127.0.0.1, ::1, and 127.0.0.1 as a socket of both families has it (Java, Go's `tcp`). */
export const isLocalOnly = ({ address }: SocketRecord): boolean => isLoopback(address.replace(/^::ffff:(?=127\.)/, ''));

/** `8080 and 9090 (only on 127.0.0.1)` */
export function describeListeners(sockets: readonly SocketRecord[]): string {
  const words = new Map<number, string>();
  for (const s of sockets.toSorted((a, b) => a.port - b.port)) {
    const only = isLocalOnly(s) && !words.has(s.port) ? ` (only on ${s.address})` : '';
    if (!words.has(s.port) || only === '') words.set(s.port, `${s.port}${only}`);
  }
  const all = [...words.values()];
  if (all.length <= 1) return all.join('');
  return all.length > 6
    ? `${all.slice(0, 6).join(', ')} and ${all.length - 6} more`
    : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
