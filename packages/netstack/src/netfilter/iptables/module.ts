import type { Family } from '@skoop/model';
import type { Fork } from '../../fork.ts';
import type { Namespace } from '../../namespace.ts';
import type { Match } from '../answer.ts';
import type { HookInput, RejectType } from '../hook.ts';

/** One option of a match or target as iptables-save prints it: `! --dport 80` has name `--dport`, invert, values [`80`]. */
export type Option = { readonly name: string; readonly invert: boolean; readonly values: readonly string[] };

/** What a rule's parts may look at while they are compiled. */
export type CompileContext = {
  readonly ns: Namespace;
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  /** Unique name of the rule: choices made in it share it. */
  readonly point: string;
  /** Names of the `recent` lists that some rule of this namespace fills. */
  readonly recentSets: () => ReadonlySet<string>;
};

/** One file per `-m` module, all of this shape. */
export type MatchModule = {
  /** Number of words after each option. */
  readonly options: Readonly<Record<string, number>>;
  /** undefined: options that make no sense to us, so the answer is `maybe`. */
  compile(options: readonly Option[], context: CompileContext): Match | undefined;
};

/** What a target does with one packet. */
export type TargetOutcome = {
  /** XT_CONTINUE, NF_ACCEPT, NF_DROP, XT_RETURN; `repeat` is NF_STOLEN and the like: never here. */
  readonly verdict: 'continue' | 'accept' | 'drop' | 'return';
  readonly skb: HookInput;
  /** What happened, as the end of a sentence: `sets mark 0x4000`. */
  readonly says?: string;
  readonly rejectWith?: RejectType;
  /** The kernel's word for a drop; default: NETFILTER_DROP. */
  readonly reason?: string;
  readonly tproxy?: { readonly address?: string; readonly port?: number };
};

export type Target = {
  /** Does nothing but count or log: whether its rule matches makes no difference. */
  readonly inert?: boolean;
  run(skb: HookInput): readonly Fork<TargetOutcome>[];
};

/** One file per `-j` target, all of this shape. */
export type TargetModule = {
  readonly options: Readonly<Record<string, number>>;
  compile(options: readonly Option[], context: CompileContext): Target | undefined;
};
