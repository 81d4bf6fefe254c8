import { sure } from '../../../fork.ts';
import { setMemory, setOf } from '../../ipset/lookup.ts';
import type { TargetModule } from '../module.ts';

/**
 * `-j SET --add-set NAME dims | --del-set NAME dims | --map-set NAME dims --map-...`. net/netfilter/xt_set.c: set_target_v3(). What it
 * adds lasts for this conversation.
 */
export const SET: TargetModule = {
  options: {
    '--add-set': 2,
    '--del-set': 2,
    '--map-set': 2,
    '--exist': 0,
    '--timeout': 1,
    '--map-mark': 0,
    '--map-prio': 0,
    '--map-queue': 0,
  },
  compile(options, { ns }) {
    // A map takes mark and priority from counters of the entry, which are not looked up.
    if (options.some((o) => o.name === '--map-mark')) return undefined;
    const changes = options.filter((o) => o.name === '--add-set' || o.name === '--del-set');
    return {
      run(skb) {
        const hashed = new Map(skb.flow.hashed);
        const says: string[] = [];
        for (const { name, values } of changes) {
          const [set = '', dims = ''] = values;
          const known = setOf(ns, set);
          const key = known && setMemory(known, skb, dims.split(','));
          if (key === undefined) continue;
          hashed.set(key, name === '--add-set' ? 1 : 0);
          says.push(`${name === '--add-set' ? 'adds to' : 'deletes from'} set ${set}`);
        }
        return sure({
          verdict: 'continue',
          skb: { ...skb, flow: { ...skb.flow, hashed } },
          ...(says.length > 0 ? { says: says.join(', ') } : {}),
        });
      },
    };
  },
};
