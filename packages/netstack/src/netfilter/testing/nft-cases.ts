import { NFT_FILTER_CASES } from './nft-filter-cases.ts';
import { NFT_NAT_CASES } from './nft-nat-cases.ts';
import type { LabCase } from './router-question.ts';

export const NFT_CASES: readonly LabCase[] = [...NFT_FILTER_CASES, ...NFT_NAT_CASES];
