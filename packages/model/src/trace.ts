import type { Evidence, Gap, Sentence } from './evidence.ts';
import type { Packet } from './packet.ts';

/** What part of a namespace a step happens in. Consecutive steps at one place are one card of the picture. */
export type Place =
  | { readonly kind: 'socket'; readonly label: string }
  /** `type` is the kernel's link kind (`veth`, `bridge`, `vxlan`, `ipip`, `device` for physical, `loopback`, ...). */
  | { readonly kind: 'device'; readonly name: string; readonly type: string; readonly address?: string }
  /** The IP stack of the namespace: hooks, routing. `service` names the Service whose NAT happened here, `ns/name:port`. */
  | { readonly kind: 'stack'; readonly service?: string };

export type Change = { readonly field: string; readonly before: string; readonly after: string };

/** One rule visited in a chain, or a run of rules that did not match, folded. */
export type RuleStep = {
  readonly table: string;
  readonly chain: string;
  /** The rule as the tool prints it, or `14 rules` for a folded run. */
  readonly text: string;
  readonly matched: 'yes' | 'no' | 'maybe';
  /** Depth of jumps: 0 in the base chain. */
  readonly depth: number;
  /** Rules that this entry stands for. */
  readonly count: number;
  readonly evidence?: Evidence;
  /** Last line of a folded run. */
  readonly lastLine?: number;
};

/** One act of the kernel on one packet. */
export type Step = {
  readonly kind:
    | 'source-address'
    | 'policy-rule'
    | 'route'
    | 'hook'
    | 'conntrack'
    | 'nat'
    | 'neighbour'
    | 'device'
    | 'bridge'
    | 'encapsulate'
    | 'decapsulate'
    | 'sysctl'
    | 'ttl'
    | 'mtu'
    | 'socket'
    | 'icmp'
    | 'reset'
    | 'ipvs'
    | 'drop'
    | 'unknown'
    | 'underlay';
  /** Where in the walk: `local-out/route`, `nat/OUTPUT`, `filter/FORWARD`, `bridge/fdb`, `vxlan/xmit`, `neigh/resolve`, ... */
  readonly stage: string;
  readonly at: Place;
  readonly outcome: 'pass' | 'drop' | 'maybe' | 'deliver' | 'unknown';
  readonly sentence: Sentence;
  readonly evidence: readonly Evidence[];
  readonly changes?: readonly Change[];
  readonly rules?: readonly RuleStep[];
  /** Gap that made this step a maybe. */
  readonly gap?: Gap;
  /** Probability of the choice made here, if it was random. */
  readonly probability?: number;
  /** Commands that show the same thing by hand on the node. */
  readonly check?: readonly string[];
};

/** One namespace crossed by one packet. */
export type Hop = {
  /** Kubernetes node name; '' outside all nodes. */
  readonly node: string;
  /** `host`, `<namespace>/<pod>`, or `external`. */
  readonly netns: string;
  readonly inDevice?: string;
  readonly outDevice?: string;
  readonly before: Packet;
  readonly after: Packet;
  readonly steps: readonly Step[];
};

/** The way of one packet of the conversation in one branch. */
export type Trace = {
  /** Same value for all traces of one branch of the conversation. */
  readonly branch: string;
  readonly direction: 'request' | 'reply';
  /** Which packet of the conversation: `syn`, `syn-ack`, `ack`, `data`, `data-reply`, `datagram`, `echo-request`, `icmp-error`, `reset`, ... */
  readonly packet: string;
  readonly share: number;
  readonly outcome: 'delivered' | 'dropped' | 'unknown';
  readonly hops: readonly Hop[];
};
