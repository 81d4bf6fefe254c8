import { IPTABLES_FILTER_CASES } from './iptables-filter-cases.ts';
import { IPTABLES_IPSET_CASES } from './iptables-ipset-cases.ts';
import { IPTABLES_MATCH_CASES } from './iptables-match-cases.ts';
import { IPTABLES_NAT_CASES } from './iptables-nat-cases.ts';
import type { LabCase } from './router-question.ts';

export const IPTABLES_CASES: readonly LabCase[] = [
  ...IPTABLES_FILTER_CASES,
  ...IPTABLES_NAT_CASES,
  ...IPTABLES_IPSET_CASES,
  ...IPTABLES_MATCH_CASES,
];
