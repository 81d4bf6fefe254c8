import type { Packet } from '@skoop/model';
import type { IpvsConnection } from '../flow.ts';
import { type Fork, sure } from '../fork.ts';
import type { HookInput } from '../netfilter/hook.ts';
import type { CallResult } from '../netfilter/hook-call.ts';
import { plainStep } from '../netfilter/hook-step.ts';
import { sysctl } from '../sysctl.ts';
import { changesOf } from '../walk/step.ts';
import { adjustConntrack } from './conntrack.ts';
import { serverEvidence } from './describe.ts';
import { isBalancedError } from './in-call.ts';
import { connectionOut, isHandled, markHandled } from './state.ts';

// @supports sysctls | net/ipv4/vs/snat_reroute | net/netfilter/ipvs/ip_vs_core.c: ip_vs_route_me_harder()
// @supports IPVS | answers of real servers, and ICMP errors about them | net/netfilter/ipvs/ip_vs_core.c: ip_vs_out_hook(), ip_vs_in_icmp()
/**
 * ip_vs_out_hook() at LOCAL_IN, LOCAL_OUT and FORWARD: what real servers answer gets the virtual address as its source again, and is
 * routed anew where it goes on to somebody else. handle_response(), ip_vs_route_me_harder().
 */
export function outCall(skb: HookInput): readonly Fork<CallResult>[] {
  const { ns, packet, flow, hook } = skb;
  const pass = sure<CallResult>({ skb, steps: [] });
  if (isHandled(flow, ns.key)) return pass;
  const about = packet.icmp?.about;
  if (packet.icmp && (!about || !isBalancedError(packet))) return pass;
  const c = about ? connectionOut(flow, ns.key, about, true) : connectionOut(flow, ns.key, packet);
  if (c?.method !== 'masq') return pass;
  const changed = about ? errorFromVirtual(packet, about, c) : fromVirtual(packet, c);
  const step = plainStep('ipvs', `ipvs/${hook}`, 'pass', ['IPVS: comes from the virtual address again'], {
    changes: changesOf(packet, changed),
    evidence: [serverEvidence(ns, c)],
  });
  const next = adjustConntrack(markHandled(flow, ns.key, true), ns.key, c, 'client');
  const reroute = hook === 'FORWARD' && sysctl(ns, 'net/ipv4/vs/snat_reroute', 1) !== 0;
  return sure({ skb: { ...skb, packet: changed, flow: next }, steps: [step], ...(reroute ? { reroute } : {}) });
}

const fromVirtual = (p: Packet, c: IpvsConnection): Packet => ({
  ...p,
  source: c.virtual,
  ...(c.virtualPort === undefined ? {} : { sourcePort: c.virtualPort }),
});

/** ip_vs_nat_icmp(): the error and the packet that it quotes. */
const errorFromVirtual = (p: Packet, about: Packet, c: IpvsConnection): Packet => ({
  ...p,
  source: c.virtual,
  ...(p.icmp
    ? {
        icmp: {
          ...p.icmp,
          about: {
            ...about,
            destination: c.virtual,
            ...(c.virtualPort === undefined ? {} : { destinationPort: c.virtualPort }),
          },
        },
      }
    : {}),
});
