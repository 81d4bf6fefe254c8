import type { Address } from '@skoop/model';
import type { Manip } from './manip.ts';

/** struct nf_nat_range2: what a NAT target asks for. */
export type NatRange = {
  readonly manip: Manip;
  /** NF_NAT_RANGE_MAP_IPS. */
  readonly addresses?: { readonly from: Address; readonly to: Address };
  /** NF_NAT_RANGE_PROTO_SPECIFIED. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** NF_NAT_RANGE_PROTO_OFFSET: the port that `ports.from` stands for. */
  readonly portBase?: number;
  /** NF_NAT_RANGE_PROTO_RANDOM_ALL. */
  readonly random: boolean;
  /** NF_NAT_RANGE_PERSISTENT: the same client gets the same address. */
  readonly persistent: boolean;
  /** The address is that of the device it leaves by: nf_nat_masquerade_ipv4(). */
  readonly masquerade?: boolean;
  /** NF_NAT_RANGE_NETMAP: the host part stays. */
  readonly netmap?: boolean;
};
