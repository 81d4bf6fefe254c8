import { sure } from '../../../fork.ts';
import { dscpValue, tosValue } from '../../dscp.ts';
import type { HookInput } from '../../hook.ts';
import { bitAnd, bitNot, hex, parseNumber } from '../../value-mask.ts';
import type { Option, Target, TargetModule } from '../module.ts';

const setTos = (change: (tos: number) => number): Target => ({
  run(skb: HookInput) {
    const tos = bitAnd(change(skb.packet.tos), 0xff);
    const says = tos === skb.packet.tos ? {} : { says: `sets TOS ${hex(tos)}` };
    return sure({ verdict: 'continue', skb: { ...skb, packet: { ...skb.packet, tos } }, ...says });
  },
});

/** `-j DSCP --set-dscp N | --set-dscp-class CLASS`. net/netfilter/xt_DSCP.c: dscp_tg(). The ECN bits stay. */
export const DSCP: TargetModule = {
  options: { '--set-dscp': 1, '--set-dscp-class': 1 },
  compile(options) {
    const dscp = dscpValue(options[0]?.values[0] ?? '');
    return dscp === undefined ? undefined : setTos((tos) => (tos & 3) | (dscp << 2));
  },
};

/** `-j TOS --set-tos V[/M] | --and-tos | --or-tos | --xor-tos`. net/netfilter/xt_DSCP.c: tos_tg(). */
export const TOS: TargetModule = {
  options: { '--set-tos': 1, '--and-tos': 1, '--or-tos': 1, '--xor-tos': 1 },
  compile(options) {
    const option = options[0];
    if (!option) return undefined;
    const change = tosChange(option);
    return change && setTos((tos) => bitAnd(tos, bitNot(change.clear)) ^ change.xor);
  },
};

function tosChange({ name, values }: Option): { readonly clear: number; readonly xor: number } | undefined {
  const text = values[0] ?? '';
  if (name === '--set-tos') {
    const v = tosValue(text, 0xff);
    return v && { clear: v.mask, xor: v.value };
  }
  const bits = parseNumber(text);
  if (bits === undefined) return undefined;
  if (name === '--and-tos') return { clear: bitNot(bits), xor: 0 };
  return name === '--or-tos' ? { clear: bits, xor: bits } : { clear: 0, xor: bits };
}

/** `-j ECN --ecn-tcp-remove`. net/ipv4/netfilter/ipt_ECN.c: ecn_tg(). */
export const ECN: TargetModule = {
  options: { '--ecn-tcp-remove': 0, '--ecn-tcp-cwr': 1, '--ecn-tcp-ece': 1, '--ecn-ip-ect': 1 },
  compile: (options) =>
    options.some((o) => o.name === '--ecn-tcp-remove')
      ? {
          run: (skb) => {
            const tcpFlags = skb.packet.tcpFlags?.filter((f) => f !== 'ECE' && f !== 'CWR');
            return sure({
              verdict: 'continue',
              skb: tcpFlags ? { ...skb, packet: { ...skb.packet, tcpFlags } } : skb,
            });
          },
        }
      : undefined,
};
