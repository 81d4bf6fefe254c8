import { findLink, groupOf } from '../../../device/link.ts';
import { type Answer, all, answerOf, inverted, maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import { bitAnd, parseNumber, parseValueMask } from '../../value-mask.ts';
import type { MatchModule, Option } from '../module.ts';

/** `-m devgroup [!] --src-group|--dst-group N[/M]|NAME`. net/netfilter/xt_devgroup.c: devgroup_mt(). */
export const devgroup: MatchModule = {
  options: { '--src-group': 1, '--dst-group': 1 },
  compile: (options) => (skb) => all(options.map((o) => ask(o, skb))),
};

function ask({ name, invert, values }: Option, skb: HookInput): Answer {
  const device = name === '--src-group' ? skb.inDevice : skb.outDevice;
  const link = device === undefined ? undefined : findLink(skb.ns, device);
  if (!link) return 'no';
  return inverted(isInGroup(groupOf(link), values[0] ?? ''), invert);
}

/** Both names come from the node's own /etc/iproute2/group, of which only the first line is known here. */
function isInGroup(group: string, wanted: string): Answer {
  if (group === wanted) return 'yes';
  const value = parseValueMask(wanted === 'default' ? '0' : wanted);
  const number = parseNumber(group === 'default' ? '0' : group);
  if (!value || number === undefined)
    return maybe(`which number the device group \`${value ? group : wanted}\` has is known to the node alone`);
  return answerOf(bitAnd(number, value.mask) === bitAnd(value.value, value.mask));
}
