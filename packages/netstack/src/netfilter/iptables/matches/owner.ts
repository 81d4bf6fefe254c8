import { type Answer, all, answerOf, inverted, maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import type { MatchModule, Option } from '../module.ts';

const UNKNOWN = 'the user that the client process runs as is not known';

/** `-m owner --uid-owner U[-V] --gid-owner G[-H] --socket-exists`. net/netfilter/xt_owner.c: owner_mt(). */
export const owner: MatchModule = {
  options: { '--uid-owner': 1, '--gid-owner': 1, '--socket-exists': 0, '--suppl-groups': 0 },
  compile(options) {
    const asked = options.filter((o) => o.name !== '--suppl-groups');
    const supplementary = asked.length < options.length;
    return (skb) => {
      // The kernel itself sent it (or it is only passing by): each option must be negated.
      if (!skb.owner) return answerOf(asked.every((o) => o.invert));
      return all(asked.map((o) => ask(o, skb, supplementary)));
    };
  },
};

function ask(option: Option, { owner: who }: HookInput, supplementary: boolean): Answer {
  const { name, invert, values } = option;
  if (name === '--socket-exists') return answerOf(!invert);
  const range = /^(\d+)(?:-(\d+))?$/.exec(values[0] ?? '');
  const id = name === '--uid-owner' ? who?.uid : who?.gid;
  if (!range) return maybe(`user \`${values[0]}\` is known to the node alone`);
  if (id === undefined || (name === '--gid-owner' && supplementary)) return maybe(UNKNOWN, 'Tell it with --uid');
  const from = Number(range[1]);
  return inverted(answerOf(id >= from && id <= Number(range[2] ?? from)), invert);
}
