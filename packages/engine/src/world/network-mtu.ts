import type { Snapshot } from '@skoop/model';
import type { UnderlayPort } from './underlay-ports.ts';
import type { Underlay } from './underlay-route.ts';

/** What hosts outside have by themselves, bytes: Ethernet. */
const ETHERNET = 1500;

/**
 * What the network between the nodes takes, as far as the nodes' NICs agree on it: clouds have 1460, or 8951. Hosts outside have no more
 * than Ethernet's by themselves. One node alone may be the one that is set up wrongly, unless its network of pods was made for that MTU.
 */
export function networkMtu(
  snapshot: Snapshot,
  { ports, known }: Pick<Underlay, 'ports' | 'known'>,
): number | undefined {
  const uplinks = ports.all.filter((p) => p.addresses.some((a) => known.has(a.address)));
  const nodes = new Set(uplinks.map((p) => p.node));
  const [first] = uplinks;
  if (!first || (nodes.size < 2 && !podsFit(snapshot, first))) return undefined;
  return Math.min(
    ETHERNET,
    uplinks.reduce((most, p) => Math.max(most, p.link.mtu), 0),
  );
}

/** Whoever made the devices of pods knew the NIC's MTU: none of them takes more, and some take less than Ethernet. */
function podsFit(snapshot: Snapshot, { node, link }: UnderlayPort): boolean {
  const links = snapshot.nodes.get(node)?.namespaces[0]?.links ?? [];
  const veths = links.filter((l) => l.kind === 'veth' && l.index !== link.index);
  return veths.length > 0 && link.mtu < ETHERNET && veths.every((l) => l.mtu <= link.mtu);
}
