import type { MatchModule } from '../module.ts';

/** `-m comment --comment TEXT`. net/netfilter/xt_comment.c: comment_mt(). */
export const comment: MatchModule = { options: { '--comment': 1 }, compile: () => () => 'yes' };
