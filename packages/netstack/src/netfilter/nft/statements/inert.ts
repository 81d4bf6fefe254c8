import type { StatementModule } from '../statement.ts';

/** `counter`, `log`, `last`, `flow add`, `dup`, `ct helper`, `ct timeout`, `secmark`. Counts, logs, copies or notes something: the packet goes on as it is. nft_counter.c, nft_log.c, nft_dup_ipv4.c, nft_flow_offload.c. */
export const inert: StatementModule = () => ({ kind: 'inert' });
