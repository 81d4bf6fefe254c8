import { type IpvsService, type Packet, samePort } from '@skoop/model';
import type { IpvsConnection } from '../flow.ts';
import { andThen, type Choice, type Fork, sure } from '../fork.ts';
import type { Namespace } from '../namespace.ts';
import type { HookInput } from '../netfilter/hook.ts';
import { sysctl } from '../sysctl.ts';
import { isAvailable, only, type Pick, type RealServer } from './scheduler.ts';
import { schedulers } from './schedulers/index.ts';

const FTP = 21;

/** ip_vs_schedule(): the connection that a first packet gets; undefined: no server can take it. */
export function schedule(skb: HookInput, service: IpvsService): readonly Fork<IpvsConnection | undefined>[] {
  const { ns, packet } = skb;
  const picks = forksOf(ns, service, packet, choose(ns, service, packet));
  return andThen(picks, (server) => {
    if (!server) return sure(undefined);
    return trackedForks(ns).map(({ choices, value: tracked }) => ({
      choices,
      value: connectionTo(service, packet, server, tracked),
    }));
  });
}

function choose(ns: Namespace, service: IpvsService, packet: Packet): Pick {
  const anyPort = service.fwmark !== undefined || samePort(packet.destinationPort, service.port);
  if (service.persistent !== undefined) {
    const kept = templateServer(ns, service, packet);
    if (kept) return only(kept);
  } else if (!anyPort) return only(undefined);
  const scheduler = schedulers.get(service.scheduler);
  if (scheduler) return scheduler(service, packet, ns.kernel);
  const able = service.destinations.filter(isAvailable);
  return { kind: 'maybe', of: able, why: `the scheduler ${service.scheduler} is not known here` };
}

// @supports IPVS | persistence, by the templates in the table | net/netfilter/ipvs/ip_vs_core.c: ip_vs_sched_persist()
// @supports sysctls | net/ipv4/vs/expire_quiescent_template | net/netfilter/ipvs/ip_vs_conn.c: ip_vs_check_template()
/** ip_vs_check_template(): the server that the client had before, unless it is gone, or drained and not to be kept. */
function templateServer(ns: Namespace, service: IpvsService, packet: Packet): RealServer | undefined {
  const template = service.templates?.find((t) => t.client === packet.source);
  const server = template && service.destinations.find((d) => d.address === template.server);
  if (!server) return undefined;
  return isAvailable(server) || sysctl(ns, 'net/ipv4/vs/expire_quiescent_template', 0) === 0 ? server : undefined;
}

const serverText = (s: RealServer | undefined): string => (s ? `${s.address} port ${s.port}` : 'no server');

function forksOf(
  ns: Namespace,
  service: IpvsService,
  packet: Packet,
  pick: Pick,
): readonly Fork<RealServer | undefined>[] {
  const point = `${ns.key} ipvs ${service.line} ${packet.source}`;
  if (pick.kind === 'shares') {
    if (pick.of.length === 1) return sure(pick.of[0]?.server);
    return pick.of.map(({ server, share }, index) => ({
      choices: [{ kind: 'random', point, index, probability: share, label: serverText(server) }],
      value: server,
    }));
  }
  if (pick.of.length <= 1) return sure(pick.of[0]);
  const gap = {
    id: 'ipvs-choice-unknown',
    node: ns.node,
    netns: ns.label,
    message: `Which server IPVS chooses is not known: ${pick.why}`,
    action: 'ipvsadm -Ln; ipvsadm -Lcn',
  };
  return pick.of.map((server, index) => ({ choices: [{ kind: 'maybe', point, index, gap }], value: server }));
}

// @supports sysctls | net/ipv4/vs/conntrack | net/netfilter/ipvs/ip_vs_nfct.c: ip_vs_update_conntrack()
/** ip_vs_conntrack_enabled() at ip_vs_conn_new(). */
function trackedForks(ns: Namespace): readonly Fork<boolean>[] {
  const key = 'net/ipv4/vs/conntrack';
  if (ns.dump.sysctls.has(key)) return sure(sysctl(ns, key, 0) !== 0);
  const gap = {
    id: 'sysctl-missing',
    node: ns.node,
    netns: ns.label,
    message: 'Whether IPVS keeps conntrack for its connections is not known: net.ipv4.vs.conntrack was not collected',
    action: 'sysctl net.ipv4.vs.conntrack',
  };
  const choice = (index: number): Choice => ({ kind: 'maybe', point: `${ns.key} ${key}`, index, gap });
  return [true, false].map((value, index) => ({ choices: [choice(index)], value }));
}

/** ip_vs_conn_new(). A server's port 0, and a service by mark or on all ports, leave the port as it is. */
function connectionTo(service: IpvsService, p: Packet, server: RealServer, tracked: boolean): IpvsConnection {
  const matches =
    service.fwmark === undefined ? samePort(p.destinationPort, service.port) : service.persistent === undefined;
  const keepsPort = server.port === 0 || !matches || (service.port === FTP && p.destinationPort !== FTP);
  const port = keepsPort ? p.destinationPort : server.port;
  return {
    family: p.family,
    protocol: p.protocol,
    client: p.source,
    ...(p.sourcePort === undefined ? {} : { clientPort: p.sourcePort }),
    virtual: p.destination,
    ...(p.destinationPort === undefined ? {} : { virtualPort: p.destinationPort }),
    server: server.address,
    ...(port === undefined ? {} : { serverPort: port }),
    method: server.method,
    tracked,
    line: server.line,
  };
}
