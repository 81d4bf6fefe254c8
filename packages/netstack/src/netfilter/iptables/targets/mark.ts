import { sure } from '../../../fork.ts';
import { bitAnd, bitNot, bitOr, bitXor, hex, parseNumber, parseValueMask } from '../../value-mask.ts';
import type { Option, TargetModule } from '../module.ts';

/** new = (old & ~clear) ^ xor: what every spelling of `--set-mark` comes down to. */
export type MarkChange = { readonly clear: number; readonly xor: number };

/** `--set-xmark V/M`, `--set-mark V/M`, `--and-mark`, `--or-mark`, `--xor-mark`; undefined if it is none. */
export function markChange({ name, values }: Option): MarkChange | undefined {
  const text = values[0] ?? '';
  if (name === '--set-xmark' || name === '--set-mark') {
    const v = parseValueMask(text);
    // --set-mark clears the bits of the value too: (old & ~(V|M)) ^ V.
    return v && { clear: name === '--set-xmark' ? v.mask : bitOr(v.mask, v.value), xor: v.value };
  }
  const bits = parseNumber(text);
  if (bits === undefined) return undefined;
  if (name === '--and-mark') return { clear: bitNot(bits), xor: 0 };
  if (name === '--or-mark') return { clear: bits, xor: bits };
  return name === '--xor-mark' ? { clear: 0, xor: bits } : undefined;
}

export const applyMark = (old: number, { clear, xor }: MarkChange): number => bitXor(bitAnd(old, bitNot(clear)), xor);

/** `-j MARK --set-xmark V/M` and its other spellings. net/netfilter/xt_mark.c: mark_tg(). */
export const MARK: TargetModule = {
  options: { '--set-xmark': 1, '--set-mark': 1, '--and-mark': 1, '--or-mark': 1, '--xor-mark': 1 },
  compile(options) {
    const change = options[0] && markChange(options[0]);
    if (!change) return undefined;
    return {
      run(skb) {
        const mark = applyMark(skb.packet.mark, change);
        const says = mark === skb.packet.mark ? undefined : `sets mark ${hex(mark)}`;
        return sure({
          verdict: 'continue',
          skb: { ...skb, packet: { ...skb.packet, mark } },
          ...(says === undefined ? {} : { says }),
        });
      },
    };
  },
};
