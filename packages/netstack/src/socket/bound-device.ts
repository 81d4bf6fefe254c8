import { findLink } from '../device/link.ts';
import { vrfOf } from '../device/vrf.ts';
import type { Namespace } from '../namespace.ts';
import { sysctl } from '../sysctl.ts';

// @supports sysctls | net/ipv4/tcp_l3mdev_accept, udp_l3mdev_accept | include/net/inet_sock.h: inet_bound_dev_eq()
/** Sockets that are bound to no device hear what comes in by a VRF only if a switch says so; those of pings always do. ping_lookup() */
function hearsVrfs(ns: Namespace, protocol: string): boolean {
  if (protocol === 'tcp') return sysctl(ns, 'net/ipv4/tcp_l3mdev_accept', 0) !== 0;
  return protocol !== 'udp' || sysctl(ns, 'net/ipv4/udp_l3mdev_accept', 0) !== 0;
}

/** inet_sk_bound_dev_eq(): does a socket that is bound to a device, or to none, hear what comes in by `device`, which for a VRF is that? */
export const hearsDevice = (ns: Namespace, bound: string | undefined, protocol: string, device: string): boolean =>
  bound === undefined
    ? hearsVrfs(ns, protocol) || findLink(ns, device)?.kind !== 'vrf'
    : bound === device || vrfOf(ns, bound)?.name === device;
