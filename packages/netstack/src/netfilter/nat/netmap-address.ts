import { addressWords, formatWords } from '@skoop/model';

/** The address that NETMAP gives to `now`: the net of a range that spans a whole prefix, and its own host part. */
export function netmapAddress(net: { readonly from: string; readonly to: string }, now: string): string | undefined {
  const [from, to, own] = [addressWords(net.from), addressWords(net.to), addressWords(now)];
  if (!from || !to || !own || from.length !== own.length) return undefined;
  return formatWords(
    from.map((w, i) => {
      const mask = ~(w ^ (to[i] ?? 0)) >>> 0;
      return ((w & mask) | ((own[i] ?? 0) & ~mask)) >>> 0;
    }),
  );
}
