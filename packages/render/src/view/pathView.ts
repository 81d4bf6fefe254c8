import type { Packet, Step, Suspicion } from '@skoop/model';
import type { Icon } from '../look/glyph.ts';

/** Layers of a lane from top to bottom: what has no namespace of its own in the picture shares the row of its kind. */
export const ROWS = ['app', 'pod', 'bridge', 'stack', 'overlay', 'uplink'] as const;
export type Row = (typeof ROWS)[number];
export const rowNames: { readonly [R in Row]: string } = {
  app: 'app',
  pod: 'pod',
  bridge: 'bridge',
  stack: 'IP stack',
  overlay: 'overlay',
  uplink: 'uplink',
};

export type Direction = 'request' | 'reply';
/** Colour of a strand or an end: an outcome, ink before any choice, ghost for what is only promised. */
export type Tone = 'ok' | 'bad' | 'unk' | 'ink' | 'ghost';
export type EndTone = 'ok' | 'bad' | 'unk';
/** The shape of a card. */
export type Role = 'pod' | 'device' | 'rule' | 'tunnel' | 'uplink';
/** How a place or a line of a comparison differs: there on both sides but not alike, or on one side only. */
export type Change = 'changed' | 'only-before' | 'only-after';
export type CardState = 'passed' | 'delivered' | 'dropped' | 'promised' | 'unknown';

/** One column of a picture: a Kubernetes node, something outside, or several alike nodes as one stack. */
export type Lane = {
  /** The node's name, `outside:<address>`, or `alike:<tone>`. */
  readonly id: string;
  /** Node name without a domain that all nodes share. */
  readonly title: string;
  readonly kind: 'node' | 'outside' | 'alike';
  /** Quiet words beside the title: `sends`, `answers`. */
  readonly note: string;
  /** Set where a branch dies, or facts end, in this lane. */
  readonly tone?: 'bad' | 'unk';
  /** `50 % dropped`, at the right of the header. */
  readonly pill?: { readonly tone: EndTone; readonly text: string };
  /** Findings on the node with level warning or above. */
  readonly suspicions: readonly Suspicion[];
  /** Whether any packet got here; a lane that was only promised is dashed, one without facts dotted. */
  readonly reached: boolean;
  /** How many nodes an `alike` lane stands for, else 1. */
  readonly count: number;
};

/** One place that a packet passes: consecutive steps at one Place, merged over branches. */
export type Card = {
  readonly id: string;
  readonly lane: string;
  /** Monotone run inside the lane: cards of one column lie below each other. */
  readonly column: string;
  readonly heading: 'down' | 'up';
  readonly row: Row;
  /** Order among cards of the same row and column: 0 is met first. */
  readonly sub: number;
  readonly role: Role;
  readonly icon: Icon;
  readonly name: string;
  /** Full name for the tooltip. */
  readonly title: string;
  readonly fact: string;
  readonly badge: string;
  readonly state: CardState;
  /** Hop number in its branches; 0 where never reached. */
  readonly number: number;
  /** A rule or program here was not evaluated. */
  readonly gap: boolean;
  readonly suspicions: readonly Suspicion[];
  readonly branches: readonly string[];
  /** Only in a comparison; undefined where both sides are alike. */
  readonly change?: Change;
};

/** Branches that go the same way to the same kind of end: one line of the picture. */
export type Strand = {
  readonly id: string;
  /** `50 %`; `maybe` where it is only one of the possible futures. */
  readonly weight: string;
  readonly tone: EndTone;
  readonly share: number;
  readonly branches: readonly string[];
  /** `api-2`, `10.0.0.7:80`, `12 pods of api`. */
  readonly target: string;
  /** Card ids in order; those behind `reached` are promised or unknown. */
  readonly cards: readonly string[];
  /** Index into `cards` of the last one that the packet reached. */
  readonly reached: number;
  readonly mark?: Mark;
};

/** Where a strand ends before its target: `x` for dropped, `?` where facts end. */
export type Mark = {
  readonly tone: 'bad' | 'unk';
  /** `dropped here`. */
  readonly label: string;
  /** `filter/INPUT`. */
  readonly sub: string;
  /** The packet had left its last node: it is lost, or lost sight of, between nodes. */
  readonly between: boolean;
};

/** What changed between two cards, beside the strand. */
export type Label = {
  readonly text: string;
  readonly kind: 'header' | 'address' | 'device' | 'share';
  readonly tone: Tone;
};

/** The line between two cards of one strand; `strand` is undefined on the common trunk. */
export type Edge = {
  readonly id: string;
  readonly from: string;
  /** undefined where nothing is promised behind the end mark. */
  readonly to?: string;
  readonly strand?: string;
  readonly share: number;
  readonly tone: Tone;
  readonly kind: 'taken' | 'promised' | 'unknown';
  readonly labels: readonly Label[];
  /** The end mark sits at the beginning of this edge; up to it the strand is solid. */
  readonly mark?: Mark;
  /** Only in a comparison: on which side the packet went here. undefined: on both, or it is no comparison. */
  readonly change?: Exclude<Change, 'changed'>;
};

/** One stop of one branch, in the order of the packet: the accessible hop list, the table and the inspector. */
export type HopView = {
  readonly id: string;
  readonly branch: string;
  /** 1-based within the branch. */
  readonly number: number;
  readonly card: string;
  readonly lane: string;
  readonly node: string;
  readonly netns: string;
  readonly title: string;
  /** `hop 6 of 6, eth0 on worker-3, dropped in filter/INPUT`. */
  readonly description: string;
  readonly outcome: 'passed' | 'delivered' | 'dropped' | 'unknown';
  readonly before: Packet;
  readonly after: Packet;
  readonly steps: readonly Step[];
};

export type BranchView = {
  readonly id: string;
  readonly strand: string;
  readonly share: number;
  readonly tone: EndTone;
  readonly target: string;
  readonly node: string;
  /** Which packet of the conversation is shown: `syn`, `data`, ... */
  readonly packet: string;
  readonly hops: readonly HopView[];
};

/** A diagnosis as one picture of one direction; ids are stable over equal diagnoses. */
export type PathView = {
  readonly direction: Direction;
  readonly lanes: readonly Lane[];
  readonly cards: readonly Card[];
  readonly strands: readonly Strand[];
  readonly edges: readonly Edge[];
  /** The worst first. */
  readonly branches: readonly BranchView[];
  /** What is drawn in the band between nodes: `assumed to carry`. */
  readonly underlay: string;
};
