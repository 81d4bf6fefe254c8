import { queueForks } from '../../queue.ts';
import type { TargetModule } from '../module.ts';

/** `-j NFQUEUE --queue-num N [--queue-bypass]`. net/netfilter/xt_NFQUEUE.c: nfqueue_tg_v3(). */
export const NFQUEUE: TargetModule = {
  options: { '--queue-num': 1, '--queue-balance': 1, '--queue-bypass': 0, '--queue-cpu-fanout': 0 },
  compile(options, { point }) {
    const queue =
      options.find((o) => o.name.startsWith('--queue-num') || o.name === '--queue-balance')?.values[0] ?? '0';
    const bypass = options.some((o) => o.name === '--queue-bypass');
    return { run: (skb) => queueForks(skb, point, queue, bypass) };
  },
};
