import { maybe } from '../../answer.ts';
import type { StatementModule } from '../statement.ts';

const undecidable =
  (why: string): StatementModule =>
  () => ({ kind: 'test', test: () => maybe(why) });

/** `limit rate ...`. net/netfilter/nft_limit.c: nft_limit_eval(). */
export const limit = undecidable('the rate limit may be used up at the moment');
/** `quota ...`. net/netfilter/nft_quota.c: nft_quota_do_eval(). */
export const quota = undecidable('how much of the quota is used up changes all the time');
/** `ct count N`. net/netfilter/nft_connlimit.c: nft_connlimit_do_eval(). */
export const ctCount = undecidable('how many connections count for the limit at the moment is not known');
