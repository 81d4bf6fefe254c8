import type { Flow, IpvsConnection } from '../flow.ts';
import type { NetnsKey } from '../namespace.ts';
import { attach, forgetUnconfirmed, trackedOf, withConnection } from '../netfilter/conntrack/attached.ts';

/** ip_vs_notrack(): conntrack loses sight of the packet, and of a connection that it would have begun. */
const untracked = (flow: Flow, netns: NetnsKey): Flow =>
  trackedOf(flow, netns) ? attach(forgetUnconfirmed(flow, netns), netns, { kind: 'untracked' }) : flow;

/**
 * ip_vs_update_conntrack(): with net.ipv4.vs.conntrack the connection expects its replies from the real server, so that the rules and
 * masquerading go on working; without, the packet is not tracked any longer. `towards`: which end the packet goes to.
 */
export function adjustConntrack(flow: Flow, netns: NetnsKey, c: IpvsConnection, towards: 'server' | 'client'): Flow {
  if (!c.tracked) return untracked(flow, netns);
  const tracked = trackedOf(flow, netns);
  if (!tracked || tracked.connection.confirmed || tracked.reply || c.method !== 'masq') return flow;
  const { connection } = tracked;
  const { reply } = connection;
  const changed =
    towards === 'server'
      ? {
          ...reply,
          source: c.server,
          ...(reply.icmp || c.serverPort === undefined ? {} : { sourcePort: c.serverPort }),
        }
      : {
          ...reply,
          destination: c.virtual,
          ...(reply.icmp || c.virtualPort === undefined ? {} : { destinationPort: c.virtualPort }),
        };
  return withConnection(flow, netns, { ...connection, reply: changed });
}

/** ip_vs_tunnel_xmit_prepare(): the connection of the inner packet is confirmed here, and the outer packet begins without one. */
export function detachConntrack(flow: Flow, netns: NetnsKey, c: IpvsConnection): Flow {
  const tracked = trackedOf(flow, netns);
  const kept =
    tracked && c.tracked && !tracked.reply && !tracked.connection.confirmed
      ? withConnection(flow, netns, { ...tracked.connection, confirmed: true })
      : forgetUnconfirmed(flow, netns);
  return attach(kept, netns, undefined);
}
