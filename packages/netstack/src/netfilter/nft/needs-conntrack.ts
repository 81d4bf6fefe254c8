import type { Family, NamespaceDump } from '@skoop/model';

/** Families for which some native nft rule asks for conntrack. */
export const nftNeedsConntrack = (_dump: NamespaceDump): readonly Family[] => [];
