import { memoise } from '../../../namespace.ts';
import { answerOf, maybe } from '../../answer.ts';
import { parseValueMask } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

/** Some route or rule has a realm, as far as the dump shows. */
const hasRealms = memoise((dump) => {
  const texts = dump.sections.filter((s) => /^ip-(6-)?(route|rule)$/.test(s.name)).map((s) => s.text);
  return texts.length === 0 || texts.some((t) => /\brealms? /.test(t));
});

/** `-m realm [!] --realm V[/M]`. net/netfilter/xt_realm.c: realm_mt(). Routes without a realm have 0. */
export const realm: MatchModule = {
  options: { '--realm': 1 },
  compile(options, { ns }) {
    const option = options[0];
    const wanted = parseValueMask(option?.values[0] ?? '');
    if (!option || !wanted) return undefined;
    return () =>
      hasRealms(ns)
        ? maybe('which realm the route of the packet has is not followed')
        : answerOf((wanted.value === 0) !== option.invert);
  },
};
