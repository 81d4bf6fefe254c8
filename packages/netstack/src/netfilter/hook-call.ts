import type { Step } from '@skoop/model';
import type { Fork } from '../fork.ts';
import type { HookInput, HookResult } from './hook.ts';

/** How one registered function leaves the packet: it goes on, or its way ends here. */
export type CallResult = {
  readonly skb: HookInput;
  readonly steps: readonly Step[];
  readonly tproxy?: { readonly address?: string; readonly port?: number };
  readonly reroute?: boolean;
  /** The end of the packet's way through this hook, without steps and flow, which are above. */
  readonly end?: HookEnd;
};
export type HookEnd = EndOf<'drop'> | EndOf<'unknown'> | EndOf<'transmit'>;
type EndOf<K extends HookResult['kind']> = Omit<HookResult & { readonly kind: K }, 'steps' | 'flow' | 'packet'>;

/** One struct nf_hook_ops: what is registered at a hook, and in which order. */
export type HookCall = {
  readonly priority: number;
  run(skb: HookInput): readonly Fork<CallResult>[];
};
