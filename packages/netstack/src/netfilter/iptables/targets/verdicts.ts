import { sure } from '../../../fork.ts';
import type { TargetModule, TargetOutcome } from '../module.ts';

const standard = (verdict: TargetOutcome['verdict'], says?: string): TargetModule => ({
  options: {},
  compile: () => ({ run: (skb) => sure({ verdict, skb, ...(says === undefined ? {} : { says }) }) }),
});

/** `-j ACCEPT`. net/ipv4/netfilter/ip_tables.c: ipt_do_table(). */
export const ACCEPT: TargetModule = standard('accept', 'accepted');
/** `-j DROP`. net/ipv4/netfilter/ip_tables.c: ipt_do_table(). */
export const DROP: TargetModule = standard('drop', 'dropped');
/** `-j RETURN`. net/ipv4/netfilter/ip_tables.c: ipt_do_table(). */
export const RETURN: TargetModule = standard('return');
