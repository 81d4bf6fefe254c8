import { inverted, maybe } from '../../answer.ts';
import { lookupSet, setOf } from '../../ipset/lookup.ts';
import type { MatchModule } from '../module.ts';

/** `-m set [!] --match-set NAME src,dst [--return-nomatch]`. net/netfilter/xt_set.c: set_match_v4(). */
export const set: MatchModule = {
  options: {
    '--match-set': 2,
    '--set': 2,
    '--return-nomatch': 0,
    '--update-counters': 0,
    '--update-subcounters': 0,
    '--packets-eq': 1,
    '--packets-lt': 1,
    '--packets-gt': 1,
    '--bytes-eq': 1,
    '--bytes-lt': 1,
    '--bytes-gt': 1,
  },
  compile(options, { ns }) {
    const option = options.find((o) => o.name === '--match-set' || o.name === '--set');
    const [name, flags] = option?.values ?? [];
    if (!option || name === undefined || flags === undefined) return undefined;
    if (options.some((o) => o.name.startsWith('--packets') || o.name.startsWith('--bytes')))
      return () => maybe(`the rule asks for counters of the set \`${name}\``);
    const wantNomatch = options.some((o) => o.name === '--return-nomatch');
    const found = setOf(ns, name);
    if (!found) return () => maybe(`the set \`${name}\` is not in the snapshot`);
    const dims = flags.split(',');
    return (skb) => inverted(lookupSet(found, skb, dims, wantNomatch), option.invert);
  },
};
