/** Where a claim comes from: one line of one section of a node's dump, or a place in a Kubernetes object. */
export type Evidence = {
  /** Node name; '' for cluster objects. */
  readonly node: string;
  /** Namespace key of the dump (`host` or the id of `NamespaceDump`), '' for cluster objects. */
  readonly netns: string;
  /** Section name in the dump (`iptables-nft-save`, `ip-route`), or `objects/<resource>`. */
  readonly section: string;
  /** 1-based line within the section's output; for objects 0. */
  readonly line: number;
  /** The line itself, or `namespace/name: path = value` for objects. */
  readonly text: string;
};

/** Prose with evidence attached to the words it supports. */
export type Sentence = readonly (string | { readonly text: string; readonly at: Evidence })[];

export const sentenceText = (s: Sentence): string =>
  s.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** Something that should have been known and was not. */
export type Gap = {
  /** Stable id: `node-not-collected`, `section-truncated`, `match-not-evaluated`, `bpf-program`, ... */
  readonly id: string;
  readonly node: string;
  readonly netns: string;
  /** One plain sentence. */
  readonly message: string;
  /** What the user can do to close it. */
  readonly action?: string;
  readonly evidence?: Evidence;
};

/** What no snapshot can show and was taken as given. */
export type Assumption = { readonly id: string; readonly message: string };
