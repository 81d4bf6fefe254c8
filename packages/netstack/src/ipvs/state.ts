import { type Packet, samePort } from '@skoop/model';
import type { Flow, IpvsConnection, IpvsState } from '../flow.ts';
import type { NetnsKey } from '../namespace.ts';

const NOTHING: IpvsState = { connections: [], handled: false };
const stateOf = (flow: Flow, netns: NetnsKey): IpvsState => flow.ipvs?.get(netns) ?? NOTHING;
const withState = (flow: Flow, netns: NetnsKey, state: IpvsState): Flow => ({
  ...flow,
  ipvs: new Map([...(flow.ipvs ?? []), [netns, state]]),
});

/** skb->ipvs_property: every hook of IPVS lets such a packet pass. */
export const isHandled = (flow: Flow, netns: NetnsKey): boolean => stateOf(flow, netns).handled;

/** Sets skb->ipvs_property, or clears it for a packet that is new in this namespace: ipvs_reset(). */
export const markHandled = (flow: Flow, netns: NetnsKey, handled: boolean): Flow =>
  stateOf(flow, netns).handled === handled ? flow : withState(flow, netns, { ...stateOf(flow, netns), handled });

/** ip_vs_conn_hash(). */
export function remember(flow: Flow, netns: NetnsKey, connection: IpvsConnection): Flow {
  const state = stateOf(flow, netns);
  return withState(flow, netns, { ...state, connections: [...state.connections, connection] });
}

/** Addresses and ports of a packet; `reversed` as those of the packet that it answers. */
const ends = (p: Packet, reversed: boolean) =>
  reversed
    ? { from: p.destination, fromPort: p.destinationPort, to: p.source, toPort: p.sourcePort }
    : { from: p.source, fromPort: p.sourcePort, to: p.destination, toPort: p.destinationPort };

/** ip_vs_conn_in_get(): the connection whose client sent this packet to the virtual address. */
export function connectionIn(flow: Flow, netns: NetnsKey, p: Packet, reversed = false): IpvsConnection | undefined {
  const { from, fromPort, to, toPort } = ends(p, reversed);
  return stateOf(flow, netns).connections.find(
    (c) =>
      c.protocol === p.protocol &&
      c.client === from &&
      c.virtual === to &&
      samePort(c.clientPort, fromPort) &&
      samePort(c.virtualPort, toPort),
  );
}

/** ip_vs_conn_out_get(): the connection whose server sent this packet to the client. */
export function connectionOut(flow: Flow, netns: NetnsKey, p: Packet, reversed = false): IpvsConnection | undefined {
  const { from, fromPort, to, toPort } = ends(p, reversed);
  return stateOf(flow, netns).connections.find(
    (c) =>
      c.protocol === p.protocol &&
      c.server === from &&
      c.client === to &&
      samePort(c.serverPort, fromPort) &&
      samePort(c.clientPort, toPort),
  );
}
