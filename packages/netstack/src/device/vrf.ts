import type { LinkRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { attach } from '../netfilter/conntrack/attached.ts';
import { callHook } from '../walk/call-hook.ts';
import type { Fates, Journey } from '../walk/journey.ts';
import { findLink } from './link.ts';

// @supports devices | VRF | drivers/net/vrf.c: vrf_l3_rcv(), vrf_l3_out()
/** l3mdev_master_dev_rcu(): the VRF that a device is in, or is. */
export function vrfOf(ns: Namespace, device: string | undefined): LinkRecord | undefined {
  const link = device === undefined ? undefined : findLink(ns, device);
  if (link?.kind === 'vrf') return link;
  const master = link?.master === undefined ? undefined : findLink(ns, link.master);
  return master?.kind === 'vrf' ? master : undefined;
}

/** VRF of a device that is in one, and is none. netif_is_l3_slave() */
export const vrfAbove = (ns: Namespace, device: string): LinkRecord | undefined => {
  const vrf = vrfOf(ns, device);
  return vrf?.name === device ? undefined : vrf;
};

/** l3mdev_fib_table(): the table that a VRF looks routes up in. */
export const vrfTable = (vrf: LinkRecord): string => vrf.details.table ?? 'main';

/**
 * vrf_ip_out(), vrf_ip6_out(): what this machine sends by a device of a VRF passes OUTPUT and POSTROUTING of the VRF first, where conntrack
 * does not look at it.
 */
export function vrfOutput(j: Journey, vrf: LinkRecord, next: (j: Journey) => Fates): Fates {
  const before = j.flow.attached.get(j.ns.key);
  const untracked: Journey = { ...j, flow: attach(j.flow, j.ns.key, { kind: 'untracked' }) };
  return callHook(untracked, 'OUTPUT', { outDevice: vrf.name, continued: true }, (out) =>
    callHook(out, 'POSTROUTING', { outDevice: vrf.name }, (after) =>
      next({ ...after, flow: attach(after.flow, j.ns.key, before) }),
    ),
  );
}
