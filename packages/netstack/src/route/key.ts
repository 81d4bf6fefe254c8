import type { Address, Family, IpProtocol, NextHop, Port, RouteRecord, RuleRecord } from '@skoop/model';

/** struct flowi4 / flowi6: what a route is asked for. */
export type RouteKey = {
  readonly family: Family;
  readonly destination: Address;
  /** Unspecified where the kernel has not chosen one yet. */
  readonly source?: Address;
  /** Input device; `lo` for what this machine sends itself (LOOPBACK_IFINDEX), which is also what absence means. */
  readonly inDevice?: string;
  /** flowi_oif: the device that the sender insists on. */
  readonly outDevice?: string;
  /** RT6_LOOKUP_F_IFACE: routes of the input device alone. */
  readonly strict?: boolean;
  /** flowi_l3mdev: the VRF whose table is asked; absent: that of the devices. */
  readonly vrf?: string;
  readonly mark?: number;
  readonly tos?: number;
  readonly protocol?: IpProtocol;
  readonly sourcePort?: Port;
  readonly destinationPort?: Port;
  /** flowi_uid; absent: not known who sends. Forwarded packets and those of the kernel have uid 0. */
  readonly uid?: number;
  /** FIB_LOOKUP_IGNORE_LINKSTATE. */
  readonly ignoreLinkState?: boolean;
  /** How to read a condition that cannot be decided (`uidrange` without uid): as met, or (the default) as not met. */
  readonly undecided?: 'met' | 'unmet';
};

export type RouteErrno = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL';

/** struct fib_result. `nexthops` are the usable ones; the choice among several is the caller's (fib_select_path). */
export type RouteResult = {
  /** Rules whose conditions could not be decided on the way. */
  readonly undecided: readonly RuleRecord[];
  readonly rule?: RuleRecord;
} & (
  | {
      readonly kind: 'route';
      /** `unicast`, `local`, `broadcast`, `multicast`, `anycast`. */
      readonly type: string;
      readonly route: RouteRecord;
      readonly nexthops: readonly NextHop[];
    }
  /** By a rule or a route of an error type, or because nothing matched (then `route` is absent). */
  | { readonly kind: 'error'; readonly errno: RouteErrno; readonly route?: RouteRecord }
);
