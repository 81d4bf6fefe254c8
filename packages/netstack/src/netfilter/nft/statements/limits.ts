import { inverted, maybe } from '../../answer.ts';
import { connectionsAbove } from '../../connection-count.ts';
import { asNumber, asObject } from '../json.ts';
import type { StatementModule } from '../statement.ts';

const undecidable =
  (why: string): StatementModule =>
  () => ({ kind: 'test', test: () => maybe(why) });

/** `limit rate ...`. net/netfilter/nft_limit.c: nft_limit_eval(). */
export const limit = undecidable('the rate limit may be used up at the moment');
/** `quota ...`. net/netfilter/nft_quota.c: nft_quota_do_eval(). */
export const quota = undecidable('how much of the quota is used up changes all the time');
/** `ct count [over] N`. net/netfilter/nft_connlimit.c: nft_connlimit_do_eval(). Not over: the rule breaks off above the limit. */
export const ctCount: StatementModule = (value) => {
  const { val, inv } = asObject(value);
  const limit = asNumber(val);
  if (limit === undefined) return undefined;
  return {
    kind: 'test',
    test: (skb) => inverted(connectionsAbove(limit, { side: 'all', mask: [] }, skb), inv !== true),
  };
};
