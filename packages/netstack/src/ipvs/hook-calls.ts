import type { Namespace } from '../namespace.ts';
import type { InetHook } from '../netfilter/hook.ts';
import type { HookCall } from '../netfilter/hook-call.ts';
import { PRIORITY } from '../netfilter/priorities.ts';
import { icmpInCall, inCall } from './in-call.ts';
import { outCall } from './out-call.ts';
import { hasServices } from './service-table.ts';
import { unreadCall, unreadServices } from './unread-call.ts';

/** ip_vs_ops4, ip_vs_ops6 of net/netfilter/ipvs/ip_vs_core.c: what is registered once a namespace has a service. */
const CALLS: Readonly<Partial<Record<InetHook, readonly HookCall[]>>> = {
  INPUT: [
    { priority: PRIORITY.natSrc - 2, run: outCall },
    { priority: PRIORITY.natSrc - 1, run: inCall },
  ],
  OUTPUT: [
    { priority: PRIORITY.natDst + 1, run: outCall },
    { priority: PRIORITY.natDst + 2, run: inCall },
  ],
  FORWARD: [
    { priority: 99, run: icmpInCall },
    { priority: 100, run: outCall },
  ],
};

export function ipvsCalls(ns: Namespace, hook: InetHook): readonly HookCall[] {
  if (hasServices(ns)) return CALLS[hook] ?? [];
  return unreadServices(ns) ? (UNREAD[hook] ?? []) : [];
}

const UNREAD: Readonly<Partial<Record<InetHook, readonly HookCall[]>>> = {
  INPUT: [{ priority: PRIORITY.natSrc - 1, run: unreadCall }],
  OUTPUT: [{ priority: PRIORITY.natDst + 2, run: unreadCall }],
};
