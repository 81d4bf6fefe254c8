import { inverted } from '../../answer.ts';
import { connectionsAbove } from '../../connection-count.ts';
import { parseNumber } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

/** `-m connlimit --connlimit-above|upto N [--connlimit-mask LEN] [--connlimit-saddr|daddr]`. net/netfilter/xt_connlimit.c: connlimit_mt(). */
export const connlimit: MatchModule = {
  options: {
    '--connlimit-upto': 1,
    '--connlimit-above': 1,
    '--connlimit-mask': 1,
    '--connlimit-saddr': 0,
    '--connlimit-daddr': 0,
  },
  compile(options, { family }) {
    const limit = options.find((o) => o.name === '--connlimit-upto' || o.name === '--connlimit-above');
    const n = parseNumber(limit?.values[0] ?? '');
    const length = Number(options.find((o) => o.name === '--connlimit-mask')?.values[0] ?? (family === 4 ? 32 : 128));
    if (!limit || n === undefined || Number.isNaN(length)) return undefined;
    const side = options.some((o) => o.name === '--connlimit-daddr') ? 'destination' : 'source';
    const mask = Array.from({ length: family === 4 ? 1 : 4 }, (_, i) => {
      const keep = Math.min(32, Math.max(0, length - i * 32));
      return keep === 0 ? 0 : (0xffffffff << (32 - keep)) >>> 0;
    });
    const upto = limit.name === '--connlimit-upto';
    return (skb) => inverted(connectionsAbove(n, { side, mask }, skb), upto !== limit.invert);
  },
};
