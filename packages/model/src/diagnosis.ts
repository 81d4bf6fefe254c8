import type { Address } from './address.ts';
import type { Assumption, Evidence, Gap } from './evidence.ts';
import type { Packet, Port } from './packet.ts';
import type { Question } from './question.ts';
import type { Trace } from './trace.ts';

export type Outcome = 'delivered' | 'dropped' | 'partial' | 'unknown';

/** What the client sees. */
export type Symptom =
  | 'connected'
  | 'timeout'
  | 'refused'
  | 'reset'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'not-permitted'
  | 'invalid-argument'
  | 'protocol-unreachable'
  | 'stalls-on-large-packets'
  | 'mixed'
  | 'unknown';

export type Server = {
  readonly share: number;
  readonly node: string;
  /** `host`, `<namespace>/<pod>`, or `external`. */
  readonly netns: string;
  readonly address: Address;
  readonly port?: number;
  /** The client address that the server sees. */
  readonly source: Address;
};

export type Drop = {
  readonly share: number;
  readonly direction: 'request' | 'reply';
  readonly node: string;
  readonly netns: string;
  readonly stage: string;
  /** A name of `enum skb_drop_reason` without its prefix. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** What the client sees in this branch, and the errno that says so (`ECONNREFUSED`), if there is one. */
  readonly symptom: Symptom;
  readonly errno?: string;
  /** Device at which the packet was lost, if it was at one. */
  readonly device?: string;
  readonly branch?: string;
};

export type Verdict = {
  readonly outcome: Outcome;
  /** 0..1 of new connections. */
  readonly deliveredShare: number;
  readonly symptom: Symptom;
  readonly servers: readonly Server[];
  /** One plain sentence: where, why. */
  readonly sentence: string;
  /** The most likely first. */
  readonly drops: readonly Drop[];
  readonly assumptions: readonly Assumption[];
  readonly gaps: readonly Gap[];
};

export type Level = 'info' | 'warning' | 'critical' | 'fatal';
export const LEVELS: readonly Level[] = ['info', 'warning', 'critical', 'fatal'];

export type Fix = {
  /** Node to run the commands on; '' where kubectl works. */
  readonly node: string;
  readonly commands: readonly string[];
  /** What the commands do, one sentence. */
  readonly explanation: string;
  /** Edit of the snapshot that has the fix's effect, for "what if"; absent where none can be given. */
  readonly edits?: readonly SnapshotEdit[];
};

/** A change of a snapshot's text: of one line of a section of a dump, or of one object. */
export type SnapshotEdit =
  | {
      readonly kind: 'replace-line';
      readonly node: string;
      readonly netns: string;
      readonly section: string;
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly kind: 'insert-after';
      readonly node: string;
      readonly netns: string;
      readonly section: string;
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly kind: 'delete-line';
      readonly node: string;
      readonly netns: string;
      readonly section: string;
      readonly line: number;
    }
  | {
      readonly kind: 'set-object';
      readonly resource: string;
      readonly namespace: string;
      readonly name: string;
      readonly path: readonly (string | number)[];
      readonly value: unknown;
    };

export type Suspicion = {
  /** Finding id, e.g. `rp-filter-asymmetric`. */
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fix?: Fix;
  /** Node name or '' for the cluster. */
  readonly node: string;
};

export type ActionType = 'send' | 'forward' | 'service' | 'serve';
export type Action = { readonly type: ActionType };

/** A NetNode of the PacketPath: a pod, a Kubernetes node, or something outside. Field names are the seed's. */
export type PathNode = {
  /** `default/web-0` for pods, the node's name for nodes, the address for what is outside. */
  readonly id: string;
  readonly type: 'pod' | 'node' | 'external' | 'generic';
  /** Kubernetes node (lane) that it belongs to; '' outside. */
  readonly node: string;
  readonly suspicions: readonly Suspicion[];
  /** By link id of the link it came in by; '' where the path starts. */
  readonly actions: Readonly<Record<string, Action>>;
};

export type LinkType = 'veth' | 'infra' | 'ipvlan' | 'local' | 'external';

export type PathLink = {
  readonly id: string;
  readonly type: LinkType;
  readonly source: string;
  readonly destination: string;
  readonly source_attributes: Readonly<Record<string, string>>;
  readonly destination_attributes: Readonly<Record<string, string>>;
  readonly action?: Action;
  readonly packet: LinkPacket;
  readonly taken: boolean;
  readonly promised: boolean;
  readonly share: number;
};

/** The header on a link. */
export type LinkPacket = {
  readonly src: Address;
  readonly sport?: Port;
  readonly dst: Address;
  readonly dport?: Port;
  readonly protocol: string;
  /** Outer header of a tunnel. */
  readonly encap?: { readonly kind: string; readonly src: Address; readonly dst: Address; readonly vni?: number };
};

/** What is known of the cluster, and why. */
export type ClusterFacts = {
  readonly name: string;
  readonly plugin: Detected;
  readonly backend?: Detected;
  readonly proxyMode: Detected;
  readonly provider: Detected;
  readonly clusterCidr?: Detected;
  readonly serviceCidr?: Detected;
  readonly version?: string;
};
export type Detected = { readonly value: string; readonly why: string; readonly certain: boolean };

/** The whole answer; also the JSON contract (`schemaVersion` 1). */
export type Diagnosis = {
  readonly schemaVersion: 1;
  readonly tool: string;
  /** RFC 3339; time the snapshot was taken, and of the diagnosis. */
  readonly takenAt: string;
  readonly diagnosedAt: string;
  readonly question: Question;
  readonly verdict: Verdict;
  readonly cluster: { readonly facts: ClusterFacts; readonly suspicions: readonly Suspicion[] };
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
  readonly traces: readonly Trace[];
};

export type { Packet };
