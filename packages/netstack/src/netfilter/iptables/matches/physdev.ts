import { answerOf } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import { interfaceTest } from '../header.ts';
import type { MatchModule, Option } from '../module.ts';

/** `-m physdev --physdev-in --physdev-out --physdev-is-...`. net/netfilter/xt_physdev.c: physdev_mt(). */
export const physdev: MatchModule = {
  options: {
    '--physdev-in': 1,
    '--physdev-out': 1,
    '--physdev-is-in': 0,
    '--physdev-is-out': 0,
    '--physdev-is-bridged': 0,
  },
  compile(options) {
    const tests = options.map(compileOption);
    return (skb) => answerOf(tests.every((t) => t(skb)));
  },
};

function compileOption({ name, invert, values }: Option): (skb: HookInput) => boolean {
  const matches = interfaceTest(values[0] ?? '');
  return (skb) => {
    const { physInDevice: indev, physOutDevice: outdev } = skb;
    // No bridge on the way, or not known to be one yet: only `!` holds.
    if (indev === undefined && outdev === undefined && !skb.bridged) return invert;
    switch (name) {
      case '--physdev-in':
        return indev === undefined || matches(indev) !== invert;
      case '--physdev-out':
        return outdev !== undefined && matches(outdev) !== invert;
      case '--physdev-is-in':
        return (indev !== undefined) !== invert;
      default:
        // is-out and is-bridged: a frame is being bridged once its port is chosen.
        return (outdev !== undefined) !== invert;
    }
  };
}
