import { sure } from '../../../fork.ts';
import type { TargetModule } from '../module.ts';

const inert = (options: Readonly<Record<string, number>>): TargetModule => ({
  options,
  compile: () => ({ inert: true, run: (skb) => sure({ verdict: 'continue', skb }) }),
});

/** Targets that look at a packet, or mark what no packet path depends on, and let it go on. */
export const logging = {
  /** `-j LOG`. net/netfilter/xt_LOG.c: log_tg(). */
  LOG: inert({
    '--log-level': 1,
    '--log-prefix': 1,
    '--log-tcp-sequence': 0,
    '--log-tcp-options': 0,
    '--log-ip-options': 0,
    '--log-uid': 0,
    '--log-macdecode': 0,
  }),
  /** `-j NFLOG`. net/netfilter/xt_NFLOG.c: nflog_tg(). */
  NFLOG: inert({
    '--nflog-group': 1,
    '--nflog-prefix': 1,
    '--nflog-range': 1,
    '--nflog-size': 1,
    '--nflog-threshold': 1,
  }),
  /** `-j TRACE`. net/netfilter/xt_TRACE.c: trace_tg(). */
  TRACE: inert({}),
  /** `-j AUDIT`. net/netfilter/xt_AUDIT.c: audit_tg(). */
  AUDIT: inert({ '--type': 1 }),
  /** `-j ULOG` of kernels before 3.17. net/ipv4/netfilter/ipt_ULOG.c: ulog_tg(). */
  ULOG: inert({
    '--ulog-nlgroup': 1,
    '--ulog-prefix': 1,
    '--ulog-cprange': 1,
    '--ulog-qthreshold': 1,
  }),
  /** `-j CHECKSUM --checksum-fill`. net/netfilter/xt_CHECKSUM.c: checksum_tg(). */
  CHECKSUM: inert({ '--checksum-fill': 0 }),
  /** `-j CLASSIFY --set-class`. net/netfilter/xt_CLASSIFY.c: classify_tg(). Only traffic shaping sees it. */
  CLASSIFY: inert({ '--set-class': 1 }),
  /** `-j RATEEST`. net/netfilter/xt_RATEEST.c: xt_rateest_tg(). */
  RATEEST: inert({
    '--rateest-name': 1,
    '--rateest-interval': 1,
    '--rateest-ewmalog': 1,
  }),
  /** `-j LED`. net/netfilter/xt_LED.c: led_tg(). */
  LED: inert({ '--led-trigger-id': 1, '--led-delay': 1, '--led-always-blink': 0 }),
  /** `-j IDLETIMER`. net/netfilter/xt_IDLETIMER.c: idletimer_tg_target(). */
  IDLETIMER: inert({ '--timeout': 1, '--label': 1, '--alarm': 0 }),
  /** `-j TEE --gateway A`: a copy goes elsewhere, the packet goes on. net/netfilter/xt_TEE.c: tee_tg4(). */
  TEE: inert({ '--gateway': 1, '--oif': 1 }),
  /** `-j SECMARK`. net/netfilter/xt_SECMARK.c: secmark_tg_v1(). */
  SECMARK: inert({ '--selctx': 1 }),
  /** `-j CONNSECMARK`. net/netfilter/xt_CONNSECMARK.c: connsecmark_tg(). */
  CONNSECMARK: inert({ '--save': 0, '--restore': 0 }),
} satisfies Readonly<Record<string, TargetModule>>;
