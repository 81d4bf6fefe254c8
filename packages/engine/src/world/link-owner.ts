import { type Address, type Evidence, familyOf, type NamespaceDump, type Snapshot } from '@skoop/model';
import type { IPCache } from '../ip-cache.ts';
import { shareLink, type UnderlayPort, type UnderlayPorts } from './underlay-ports.ts';
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
): LinkOwner {
  const answering: UnderlayPort[] = [];
  let silent: LinkOwner | undefined;
  for (const node of ports.nodesByAddress.get(address) ?? []) {
    if (node === from.node) continue;
    const onThisLink = ports.of(node).filter((p) => shareLink(from, p));
    // The port that carries the address answers first where a node has several on one link.
    const port = onThisLink.find((p) => p.addresses.some((a) => a.address === address)) ?? onThisLink[0];
    if (!port) continue;
    const why = silence(snapshot.nodes.get(node)?.namespaces[0], port, address);
    if (why) silent = { kind: 'silent', node, ...why };
    else answering.push(port);
  }
  if (answering.length > 0) return { kind: 'port', ports: answering };
  if (silent) return silent;
  const node = ipCache.nodeAt(address);
  if (node !== undefined && node !== from.node && !snapshot.nodes.has(node)) return { kind: 'not-collected', node };
  return { kind: 'nobody' };
}

/** arp_ignore: reply for no local address. */
const IGNORES_ALL = 8;

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
