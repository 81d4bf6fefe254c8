import type { Evidence, Packet, Sentence } from '@skoop/model';
import type { IpvsConnection } from '../flow.ts';
import type { Fork } from '../fork.ts';
import { sure } from '../fork.ts';
import type { HookInput } from '../netfilter/hook.ts';
import type { CallResult } from '../netfilter/hook-call.ts';
import { plainStep } from '../netfilter/hook-step.ts';
import { lookupRoute } from '../route/lookup.ts';
import { changesOf, endpointText } from '../walk/step.ts';
import { adjustConntrack, detachConntrack } from './conntrack.ts';
import { serverEvidence } from './describe.ts';
import { markHandled } from './state.ts';

/** tcp_dnat_handler(), udp_dnat_handler() and the address: what the real server of a masqueraded connection gets. */
export const toServer = (p: Packet, c: IpvsConnection): Packet =>
  c.method === 'masq'
    ? { ...p, destination: c.server, ...(c.serverPort === undefined ? {} : { destinationPort: c.serverPort }) }
    : p;

/**
 * cp->packet_xmit(): a server on this very machine gets the packet by going on here; for others its way through this hook ends, and
 * it leaves as a packet of this machine. ip_vs_nat_xmit(), ip_vs_dr_xmit(), ip_vs_tunnel_xmit().
 */
export function sendToServer(
  skb: HookInput,
  c: IpvsConnection,
  changed: Packet,
  why: { readonly says: Sentence; readonly evidence: readonly Evidence[] },
): readonly Fork<CallResult>[] {
  const { ns, packet } = skb;
  const route = lookupRoute(ns, { family: packet.family, destination: c.server, uid: 0 });
  const isLocal = route.kind === 'route' && route.type === 'local';
  const handled = markHandled(skb.flow, ns.key, true);
  const says = isLocal ? [...why.says, ', on this machine itself'] : why.says;
  const changes = changesOf(packet, changed);
  const steps = [plainStep('ipvs', `ipvs/${skb.hook}`, 'pass', says, { changes, evidence: why.evidence })];
  if (isLocal) {
    const flow = c.method === 'tunnel' ? handled : adjustConntrack(handled, ns.key, c, 'server');
    return sure({ skb: { ...skb, packet: changed, flow }, steps });
  }
  const flow =
    c.method === 'tunnel' ? detachConntrack(handled, ns.key, c) : adjustConntrack(handled, ns.key, c, 'server');
  return sure({ skb: { ...skb, flow }, steps, end: { kind: 'transmit', method: c.method, server: c.server, changed } });
}

/** Why a packet of a connection that is known goes where it goes. */
export const knownServer = (skb: HookInput, c: IpvsConnection) => {
  const at = serverEvidence(skb.ns, c);
  const server = { text: endpointText(c.server, c.serverPort), at };
  return { says: ['IPVS knows the connection: it goes to real server ', server], evidence: [at] };
};
