import { addressWords, formatWords } from '@skoop/model';
import { answerOf, type Match, maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import { addressMask } from '../header.ts';
import type { MatchModule } from '../module.ts';
import { recentLists } from '../recent-lists.ts';

/**
 * `-m recent --set|--rcheck|--update|--remove`. net/netfilter/xt_recent.c: recent_mt(). How long ago an address of a list was seen is not
 * told: the list counts jiffies. Where a list was not collected, one that rules fill themselves holds clients that came before; the client of a
 * question comes for the first time, so it is on such a list only if a `--set` of its own conversation put it there. A list that no
 * rule fills is kept by somebody else, and may hold anybody.
 */
export const recent: MatchModule = {
  options: {
    '--set': 0,
    '--rcheck': 0,
    '--update': 0,
    '--remove': 0,
    '--seconds': 1,
    '--hitcount': 1,
    '--reap': 0,
    '--rttl': 0,
    '--name': 1,
    '--rsource': 0,
    '--rdest': 0,
    '--mask': 1,
  },
  compile(options, { ns, family, recentSets }): Match | undefined {
    const option = (name: string) => options.find((o) => o.name === name);
    const verb = ['--set', '--rcheck', '--update', '--remove'].map(option).find((o) => o !== undefined);
    if (!verb) return undefined;
    const name = option('--name')?.values[0] ?? 'DEFAULT';
    const wanted = Math.max(1, Number(option('--hitcount')?.values[0] ?? 1));
    const maskText = option('--mask')?.values[0];
    const side = option('--rdest') ? 'destination' : 'source';
    const addressOf = (skb: HookInput) => masked(skb.packet[side], maskText);
    const key = (skb: HookInput) => `recent ${ns.key} ${family} ${name} ${addressOf(skb)}`;
    const timed = option('--seconds') !== undefined || option('--rttl') !== undefined;
    const { invert } = verb;
    return (skb) => {
      const list = recentLists(ns).get(name);
      const before = list?.get(addressOf(skb)) ?? 0;
      const now = skb.flow.hashed.get(key(skb));
      const hits = now ?? before;
      if (verb.name === '--set') return invert ? 'no' : { kind: 'yes', learn: [key(skb), hits + 1] };
      // Those of this conversation are fresh; older ones count too, if they are young enough.
      if (timed && before > 0 && (now ?? 0) - before < wanted && hits >= wanted)
        return maybe(`how long ago \`${addressOf(skb)}\` was put on the list \`${name}\` is not known`);
      if (hits === 0 && !list && !recentSets().has(name))
        return maybe(
          `whether the address is on the list \`${name}\` is not collected`,
          `cat /proc/net/xt_recent/${name} on ${ns.node}`,
        );
      if (verb.name === '--remove')
        return hits > 0 && !invert ? { kind: 'yes', learn: [key(skb), 0] } : answerOf(hits > 0 !== invert);
      const found = hits >= wanted;
      if (verb.name === '--update' && found && !invert) return { kind: 'yes', learn: [key(skb), hits + 1] };
      return answerOf(found !== invert);
    };
  },
};

function masked(address: string, mask: string | undefined): string {
  if (mask === undefined) return address;
  const both = addressMask(`${address}/${mask}`);
  return both && addressWords(address) ? formatWords(both.words) : address;
}
