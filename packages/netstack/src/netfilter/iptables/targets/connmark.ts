import { sure } from '../../../fork.ts';
import { trackedOf, withConnection } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import { bitAnd, bitNot, bitXor, hex, parseNumber } from '../../value-mask.ts';
import type { TargetModule } from '../module.ts';
import { applyMark, markChange } from './mark.ts';

/** `-j CONNMARK --set-xmark | --save-mark | --restore-mark`. net/netfilter/xt_connmark.c: connmark_tg(). */
export const CONNMARK: TargetModule = {
  options: {
    '--set-xmark': 1,
    '--set-mark': 1,
    '--and-mark': 1,
    '--or-mark': 1,
    '--xor-mark': 1,
    '--save-mark': 0,
    '--restore-mark': 0,
    '--mask': 1,
    '--nfmask': 1,
    '--ctmask': 1,
  },
  compile(options) {
    const mask = (name: string): number | undefined => {
      const text = (options.find((o) => o.name === name) ?? options.find((o) => o.name === '--mask'))?.values[0];
      return text === undefined ? 0xffffffff : parseNumber(text);
    };
    const [nfmask, ctmask] = [mask('--nfmask'), mask('--ctmask')];
    if (nfmask === undefined || ctmask === undefined) return undefined;
    const has = (name: string): boolean => options.some((o) => o.name === name);
    if (has('--save-mark')) return change((skb, ct) => ({ ct: merge(ct, ctmask, skb.packet.mark, nfmask) }));
    if (has('--restore-mark')) return change((skb, ct) => ({ packet: merge(skb.packet.mark, nfmask, ct, ctmask) }));
    const set = options.map(markChange).find((c) => c !== undefined);
    return set && change((_, ct) => ({ ct: applyMark(ct, set) }));
  },
};

/** (old & ~oldmask) ^ (new & newmask). */
const merge = (old: number, oldMask: number, fresh: number, freshMask: number): number =>
  bitXor(bitAnd(old, bitNot(oldMask)), bitAnd(fresh, freshMask));

type Marks = { readonly packet?: number; readonly ct?: number };
const change = (marks: (skb: HookInput, ctMark: number) => Marks) => ({
  run(skb: HookInput) {
    const tracked = trackedOf(skb.flow, skb.ns.key);
    if (!tracked) return sure({ verdict: 'continue' as const, skb });
    const { packet, ct } = marks(skb, tracked.connection.mark);
    const flow =
      ct === undefined ? skb.flow : withConnection(skb.flow, skb.ns.key, { ...tracked.connection, mark: ct });
    const after = packet === undefined ? skb.packet : { ...skb.packet, mark: packet };
    const says =
      packet !== undefined && packet !== skb.packet.mark
        ? `restores mark ${hex(packet)} of the connection`
        : ct !== undefined && ct !== tracked.connection.mark
          ? `remembers mark ${hex(ct)} for the connection`
          : undefined;
    return sure({
      verdict: 'continue' as const,
      skb: { ...skb, packet: after, flow },
      ...(says === undefined ? {} : { says }),
    });
  },
});
