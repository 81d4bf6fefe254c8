import type { Address, Family, IpProtocol, Port } from '@skoop/model';
import type { NetnsKey } from './namespace.ts';

/** struct nf_conntrack_tuple: one direction of a connection. Ports may be symbolic. */
export type Tuple = {
  readonly family: Family;
  readonly protocol: IpProtocol;
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: Port;
  readonly destinationPort?: Port;
  readonly icmp?: { readonly type: number; readonly code: number; readonly id?: Port };
};

/** struct nf_conn: what one namespace remembers of one connection of this conversation. */
export type Connection = {
  readonly zone: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  /** In the table, so that later packets find it (nf_conntrack_confirm). */
  readonly confirmed: boolean;
  readonly seenReply: boolean;
  readonly assured: boolean;
  /** IPS_SRC_NAT, IPS_DST_NAT: the tuple was changed. */
  readonly sourceNat: boolean;
  readonly destinationNat: boolean;
  /** IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE: the nat hooks made their decision, also that nothing changes. */
  readonly sourceNatDone: boolean;
  readonly destinationNatDone: boolean;
  readonly mark: number;
  readonly related: boolean;
  /** Protocol tracker's own state: TCP's `SYN_SENT`, `SYN_RECV`, `ESTABLISHED`, ...; '' elsewhere. */
  readonly state: string;
};

/**
 * What the kernels have learned from this conversation so far, carried from packet to packet inside one future.
 * Immutable: a change makes a new one, so that futures do not see each other.
 */
export type Flow = {
  readonly connections: ReadonlyMap<NetnsKey, readonly Connection[]>;
  /** Bridge FDB entries learned on the way: `<netns key>/<bridge>/<mac>` -> port. */
  readonly learned: ReadonlyMap<string, string>;
  /** Path MTU learned from ICMP errors: `<netns key>/<destination>` -> bytes. */
  readonly pathMtu: ReadonlyMap<string, number>;
  /** Choices that the kernel makes by hash, so that later packets of the flow meet the same one: a key of the chooser -> index. */
  readonly hashed: ReadonlyMap<string, number>;
};

export const emptyFlow: Flow = { connections: new Map(), learned: new Map(), pathMtu: new Map(), hashed: new Map() };
