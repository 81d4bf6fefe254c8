import type { MatchModule } from '../module.ts';

/** `-m nfacct --nfacct-name NAME`. net/netfilter/xt_nfacct.c: nfacct_mt(). Counts, and matches unless a quota is used up. */
export const nfacct: MatchModule = { options: { '--nfacct-name': 1 }, compile: () => () => 'yes' };
