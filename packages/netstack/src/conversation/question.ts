import type { Address, Assumption, Gap, QuestionProtocol, Symptom, Trace, Verdict } from '@skoop/model';
import type { Choice } from '../fork.ts';
import type { NetnsKey } from '../namespace.ts';

/** Who talks to whom: addresses and ports only, the netstack knows no names. */
export type ConversationQuestion = {
  /** Namespace of the client, or `outside`: then `source` is the client's address. */
  readonly from: NetnsKey | 'outside';
  /** Address that the client is bound to; absent: the kernel chooses. */
  readonly source?: Address;
  readonly destination: Address;
  /** Absent for icmp. */
  readonly port?: number;
  readonly protocol: QuestionProtocol;
  /** Bytes sent each way (tcp), or payload of one packet (udp, icmp). */
  readonly size?: number;
  readonly sourcePort?: number;
  readonly uid?: number;
  readonly gid?: number;
};

/** Who answered. */
export type Answering = {
  readonly node: string;
  readonly netns: string;
  readonly address: Address;
  readonly port?: number;
  /** The client address that the server sees. */
  readonly source: Address;
};

/** A packet of the conversation that died, seen from the client. */
export type Loss = {
  readonly direction: 'request' | 'reply';
  readonly node: string;
  readonly netns: string;
  readonly stage: string;
  readonly reason: string;
  readonly evidence: Trace['hops'][number]['steps'][number]['evidence'];
  readonly device?: string;
};

/** How the conversation ends for the client in one future. */
export type Result =
  | { readonly kind: 'connected'; readonly server: Answering }
  | {
      readonly kind: 'failed';
      readonly symptom: Symptom;
      readonly errno?: string;
      readonly loss: Loss;
      readonly server?: Answering;
    }
  | { readonly kind: 'unknown'; readonly gap: Gap }
  | { readonly kind: 'missing'; readonly node: string; readonly gap: Gap };

/** One future of the conversation. */
export type Branch = {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly result: Result;
  readonly traces: readonly Trace[];
  readonly assumptions: readonly Assumption[];
};

export type Conversation = {
  readonly branches: readonly Branch[];
  /** Everything but the sentence. */
  readonly verdict: Omit<Verdict, 'sentence'>;
  /** Traces of all branches, the likeliest branch first, each trace with its branch's share. */
  readonly traces: readonly Trace[];
  /** Nodes whose dumps are needed to go on: collect them and ask again. */
  readonly missing: readonly { readonly node: string; readonly gap: Gap }[];
};
