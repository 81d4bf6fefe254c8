import { addressWords, formatWords } from '@skoop/model';
import { answerOf, type Match, maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import { addressMask } from '../header.ts';
import type { MatchModule } from '../module.ts';
import { recentLists } from '../recent-lists.ts';

/** What a list says of the moment of its dump holds for so long, in seconds: questions are about that moment or a little later. */
const MOMENT = 10;

/**
 * `-m recent --set|--rcheck|--update|--remove`. net/netfilter/xt_recent.c: recent_mt(). Where a list was not collected, one that rules fill
 * themselves holds clients that came before; the client of a question comes for the first time, so it is on such a list only if a
 * `--set` of its own conversation put it there. A list that no rule fills is kept by somebody else, and may hold anybody.
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
    const goneKey = (skb: HookInput) => `${key(skb)} gone`;
    const seconds = Number(option('--seconds')?.values[0] ?? 0);
    const byTtl = option('--rttl') !== undefined;
    const { invert } = verb;
    return (skb) => {
      const list = recentLists(ns).get(name);
      const seen = skb.flow.hashed.get(key(skb)) ?? 0;
      const gone = skb.flow.hashed.get(goneKey(skb));
      // Those of this conversation are fresh; older ones count too, if they are young enough.
      const fresh = seen - (gone ?? 0);
      const before = gone === undefined ? (list?.get(addressOf(skb)) ?? []) : [];
      if (verb.name === '--set') return invert ? 'no' : { kind: 'yes', learn: [key(skb), seen + 1] };
      if (fresh + before.length === 0 && gone === undefined && !list && !recentSets().has(name))
        return maybe(
          `whether the address is on the list \`${name}\` is not collected`,
          `cat /proc/net/xt_recent/${name} on ${ns.node}`,
        );
      if (verb.name === '--remove')
        return fresh + before.length > 0 && !invert
          ? { kind: 'yes', learn: [goneKey(skb), seen] }
          : answerOf(fresh + before.length > 0 !== invert);
      const isYoung = (age: number | undefined): boolean =>
        !byTtl && (seconds === 0 || (age !== undefined && age + MOMENT < seconds));
      const mayBeYoung = (age: number | undefined): boolean => seconds === 0 || age === undefined || age < seconds;
      const found = fresh + before.filter(isYoung).length >= wanted;
      if (!found && fresh + before.filter(mayBeYoung).length >= wanted)
        return maybe(`how long ago \`${addressOf(skb)}\` was put on the list \`${name}\` depends on the moment`);
      if (verb.name === '--update' && found && !invert) return { kind: 'yes', learn: [key(skb), seen + 1] };
      return answerOf(found !== invert);
    };
  },
};

function masked(address: string, mask: string | undefined): string {
  if (mask === undefined) return address;
  const both = addressMask(`${address}/${mask}`);
  return both && addressWords(address) ? formatWords(both.words) : address;
}
