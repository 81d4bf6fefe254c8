import { sure } from '../../../fork.ts';
import { attach, isUntracked, trackedOf } from '../../conntrack/attached.ts';
import type { StatementModule } from '../statement.ts';

/** `notrack`. net/netfilter/nft_ct.c: nft_notrack_eval(). */
export const notrack: StatementModule = () => ({
  kind: 'act',
  run(skb) {
    const { flow, ns } = skb;
    if (trackedOf(flow, ns.key) || isUntracked(flow, ns.key)) return sure({ verdict: 'next', skb });
    const untracked = { ...skb, flow: attach(flow, ns.key, { kind: 'untracked' }) };
    return sure({ verdict: 'next', skb: untracked, says: 'conntrack looks away' });
  },
});
