import { type Address, type Evidence, familyOf, type NamespaceDump, type Packet, type Snapshot } from '@skoop/model';
import { answers, netnsKey } from '@skoop/netstack';
import type { IPCache } from '../ip-cache.ts';
import { onLink, shareLink, type UnderlayPort, type UnderlayPorts } from './underlay-ports.ts';
import { isDown } from './underlay-route.ts';

/** Who would answer a neighbour request for an address on the link behind a port. */
export type LinkOwner =
  | { readonly kind: 'port'; readonly ports: readonly UnderlayPort[] }
  /** The owner is known by its Node object, but not what its kernel would do. */
  | { readonly kind: 'not-collected'; readonly node: string }
  /** A node of the link has the address, and will not answer. */
  | { readonly kind: 'silent'; readonly node: string; readonly why: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'nobody' };

export function linkOwner(
  snapshot: Snapshot,
  ipCache: IPCache,
  ports: UnderlayPorts,
  from: UnderlayPort,
  address: Address,
  packet: Packet,
): LinkOwner {
  const sender = askingAddress(ports, from, packet, address);
  const answering: UnderlayPort[] = [];
  let silent: LinkOwner | undefined;
  for (const node of ports.nodesByAddress.get(address) ?? []) {
    if (node === from.node) continue;
    const onThisLink = ports.of(node).filter((p) => shareLink(from, p));
    // The port that carries the address answers first where a node has several on one link.
    const port = onThisLink.find((p) => p.addresses.some((a) => a.address === address)) ?? onThisLink[0];
    if (!port) continue;
    const dump = snapshot.nodes.get(node)?.namespaces[0];
    const why = silence(dump, port, address) ?? refusal(dump, port, address, sender);
    if (why) silent = { kind: 'silent', node, ...why };
    else answering.push(port);
  }
  // Whether the pod's device answers is asked there.
  for (const port of ports.stackedAt(address))
    if ((port.node !== from.node || port.device !== from.device) && shareLink(from, port) && !isDown(port))
      answering.push(port);
  if (answering.length > 0) return { kind: 'port', ports: answering };
  if (silent) return silent;
  const node = ipCache.nodeAt(address);
  if (node !== undefined && node !== from.node && !snapshot.nodes.has(node)) return { kind: 'not-collected', node };
  return { kind: 'nobody' };
}

/** arp_ignore: reply for no local address. */
const IGNORES_ALL = 8;

/** The address that a node asks from: the packet's own where it has that, else one of the link. arp_solicit() */
function askingAddress(ports: UnderlayPorts, from: UnderlayPort, packet: Packet, target: Address): Address | undefined {
  if (ports.nodesByAddress.get(packet.source)?.includes(from.node)) return packet.source;
  const own = from.addresses.filter((a) => a.family === familyOf(target));
  return (own.find((a) => onLink(a, target)) ?? own[0])?.address;
}

/** The owner checks who asks, as it would check a packet from there: martians, rp_filter, arp_filter. arp_process() */
function refusal(
  dump: NamespaceDump | undefined,
  port: UnderlayPort,
  address: Address,
  sender: Address | undefined,
): { readonly why: string; readonly evidence: readonly Evidence[] } | undefined {
  const link = dump?.links.find((l) => l.name === port.ip);
  // Without routes the dump does not say what its kernel would find.
  if (!dump || !link || dump.routes.length === 0 || sender === undefined || familyOf(address) === 6) return undefined;
  const ns = { key: netnsKey(port.node, dump.id), node: port.node, label: 'host', kernel: '', dump };
  if (answers(ns, link, { family: 4, target: address, sender })) return undefined;
  return {
    why: `${port.node} does not answer ${sender}: to it such an asker is not behind ${port.device}`,
    evidence: [],
  };
}

/** Why a node that has the address does not answer for it. net/ipv4/arp.c: arp_process(), arp_ignore(). */
function silence(
  dump: NamespaceDump | undefined,
  port: UnderlayPort,
  address: Address,
): { readonly why: string; readonly evidence: readonly Evidence[] } | undefined {
  const at = (section: string, line: number, text: string): Evidence => ({
    node: port.node,
    netns: 'host',
    section,
    line,
    text,
  });
  if (isDown(port))
    return {
      why: `${port.device} of ${port.node} is down`,
      evidence: [
        at('ip-link', port.link.line, `${port.device}: <${port.link.flags.join(',')}> state ${port.link.operstate}`),
      ],
    };
  if (port.link.flags.includes('NOARP')) return { why: `${port.device} of ${port.node} has ARP off`, evidence: [] };
  if (familyOf(address) === 6) return undefined;
  const own = port.addresses.some((a) => a.address === address);
  for (const device of ['all', port.ip]) {
    const setting = dump?.sysctls.get(`net/ipv4/conf/${device}/arp_ignore`);
    if (setting && Number(setting.value) >= (own ? IGNORES_ALL : 1))
      return {
        why: own
          ? `arp_ignore of ${port.node} keeps ${port.device} from answering at all`
          : `arp_ignore of ${port.node} keeps ${port.device} from answering for an address of another device`,
        evidence: [at('sysctl', setting.line, `net.ipv4.conf.${device}.arp_ignore = ${setting.value}`)],
      };
  }
  return undefined;
}
