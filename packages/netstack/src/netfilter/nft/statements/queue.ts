import { queueForks } from '../../queue.ts';
import { asList, asObject } from '../json.ts';
import type { StatementModule } from '../statement.ts';

/** `queue num N [bypass]`. net/netfilter/nft_queue.c: nft_queue_eval(). */
export const queue: StatementModule = (value, context) => {
  const { num, flags } = asObject(value);
  const name = typeof num === 'number' ? String(num) : (JSON.stringify(num) ?? '0');
  const bypass = asList(flags).includes('bypass');
  return { kind: 'act', run: (skb) => queueForks(skb, context.point, name, bypass) };
};
