import type { Drop, Fix, LinkRecord, NamespaceDump } from '@skoop/model';
import { dumpEvidence, rawLineOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { underlayPortsOf } from '../world/underlay-ports.ts';

type TooLarge = Match & {
  readonly link?: LinkRecord;
  readonly dump?: NamespaceDump;
  /** What the device's MTU should be. */
  readonly fits?: number;
  readonly raises?: boolean;
  readonly why: string;
};

export const mtuTooLarge = finding<TooLarge>({
  id: 'mtu-too-large',
  level: 'warning',
  title: 'Large packets do not fit',
  docs: {
    meaning:
      'A tunnel adds a header (VXLAN 50 bytes over IPv4, 70 over IPv6; IP-in-IP 20), so the MTU of the tunnel and of the pods has to be smaller than that of the underlay by as much. If it is not, or if some link of the underlay carries less than the NICs say, small packets pass and full-sized ones are lost: connections open, and then stall as soon as real data flows. The ICMP message that would say so is often lost too.',
    check:
      '`ip link` on the nodes and in the pods: compare the MTUs along the path. `ping -M do -s 1422 POD` finds what fits (payload plus 28 bytes); `tracepath POD` names the hop.',
    fix: "Lower the MTU of pods and tunnel (flannel: restart it after the NIC's MTU is right; Calico: `mtu` in its configuration), or raise that of the underlay. Existing pods keep their MTU until they are made anew.",
    references: [
      ['calico#8953', 'https://github.com/projectcalico/calico/issues/8953'],
      ['calico#12432', 'https://github.com/projectcalico/calico/issues/12432'],
      ['flannel#1614', 'https://github.com/flannel-io/flannel/issues/1614'],
    ],
  },
  check(context) {
    const hazards = context.nodes.flatMap((node) => tunnelsOf(context, node));
    const lost = (context.asked?.drops ?? []).filter(
      (d) => d.symptom === 'stalls-on-large-packets' || d.reason === 'PKT_TOO_BIG' || d.stage.endsWith('/mtu'),
    );
    if (lost.length === 0) return hazards;
    const explained = new Set<TooLarge>();
    const causes = lost.map((drop) => {
      const hazard = hazards.find((h) => h.node === drop.node) ?? hazards[0];
      if (hazard) explained.add(hazard);
      return cause(context, drop, hazard);
    });
    return [...causes, ...hazards.filter((h) => !explained.has(h))];
  },
  says: ({ why }) => why,
  fix: ({ node, link, dump, fits, raises }) =>
    link && dump && fits !== undefined ? setMtu(node, dump, link, fits, raises === true) : undefined,
});

/** The question's own large packets are lost, or the client stalls on them: because of a tunnel, or of what the drop itself shows. */
function cause(context: FindingContext, drop: Drop, hazard: TooLarge | undefined): TooLarge {
  const place =
    drop.node === '' ? 'the network between the nodes' : drop.netns === 'host' ? drop.node : `pod ${drop.netns}`;
  const device = context.host(drop.node)?.links.find((l) => l.name === drop.device);
  const where = device ? `${device.name} of ${place}, whose MTU is ${device.mtu}` : place;
  return {
    ...(receiver(context, drop) ?? hazard ?? { node: drop.node }),
    why: hazard?.why ?? `Small packets pass, and full-sized ones do not fit into ${where}`,
    evidence: [...(hazard?.evidence ?? []), ...drop.evidence],
    ...blame(context, [drop]),
  };
}

/** The NIC that is smaller than those of the other nodes, where the packet was lost on its way into it. */
function receiver(
  context: FindingContext,
  drop: Drop,
): Pick<TooLarge, 'node' | 'link' | 'dump' | 'fits' | 'raises'> | undefined {
  const at = drop.node === '' ? drop.evidence.find((e) => e.section === 'ip-link' && e.node !== '') : undefined;
  const dump = at && context.host(at.node);
  const link = dump?.links.find((l) => l.line === at?.line);
  if (!at || !dump || !link) return undefined;
  const others = underlayPortsOf(context.cluster.snapshot).all.filter((p) => p.node !== at.node);
  const fits = Math.max(...others.map((p) => p.link.mtu));
  return fits > link.mtu ? { node: at.node, link, dump, fits, raises: true } : undefined;
}

/** Tunnel devices whose packets are too large for the device under them. */
function tunnelsOf(context: FindingContext, node: string): TooLarge[] {
  const host = context.host(node);
  if (!host) return [];
  return host.links.flatMap((link) => {
    const overhead = overheadOf(link);
    const under = overhead === undefined ? undefined : underlyingDevice(host, link);
    if (overhead === undefined || !under || link.mtu + overhead <= under.mtu) return [];
    return [
      {
        node,
        link,
        dump: host,
        fits: under.mtu - overhead,
        why: `${link.name} on ${node} has MTU ${link.mtu}, and with ${overhead} bytes of ${link.kind} header that does not fit into ${under.name}, whose MTU is ${under.mtu}`,
        evidence: [dumpEvidence(node, host, 'links', link), dumpEvidence(node, host, 'links', under)],
      },
    ];
  });
}

function overheadOf(link: LinkRecord): number | undefined {
  const v6 = [link.details.local, link.details.remote].some((a) => a?.includes(':'));
  switch (link.kind) {
    case 'vxlan':
    case 'geneve':
      return v6 ? 70 : 50;
    case 'ipip':
    case 'sit':
      return 20;
    case 'gre':
      return 20 + greHeader(link);
    case 'gretap':
      return 20 + greHeader(link) + 14;
    case 'ip6tnl':
      return 40 + encapLimit(link);
    case 'ip6gre':
      return 40 + encapLimit(link) + greHeader(link);
    case 'ip6gretap':
      return 40 + encapLimit(link) + greHeader(link) + 14;
    default:
      return undefined;
  }
}

/** gre_calc_hlen(): four bytes, and four for each of checksum, key and sequence number. */
function greHeader({ details }: LinkRecord): number {
  const present = [
    ['okey', 'key'],
    ['ocsum', 'csum'],
    ['oseq', 'seq'],
  ].filter((names) => names.some((n) => details[n] !== undefined));
  return 4 + 4 * present.length;
}

/** Destination options that limit how deep tunnels nest. */
const encapLimit = ({ details }: LinkRecord): number =>
  details.encaplimit === undefined || details.encaplimit === 'none' ? 0 : 8;

function underlyingDevice(host: NamespaceDump, link: LinkRecord): LinkRecord | undefined {
  const local = link.details.local;
  const name = link.details.dev ?? link.linkName ?? host.addresses.find((a) => a.address === local)?.device;
  return host.links.find((l) => l.name === name && l.name !== link.name);
}

function setMtu(node: string, dump: NamespaceDump, link: LinkRecord, mtu: number, raises: boolean): Fix {
  const before = rawLineOf(dump, 'ip-link', link.line);
  const text = before.replace(/\bmtu \d+/, `mtu ${mtu}`);
  const explanation = raises
    ? `Gives ${link.name} the MTU of the other nodes. If the network there really carries no more, lower the MTU of pods and tunnels on all nodes instead.`
    : `Makes the packets of ${link.name} fit. The plugin's configuration has to say the same, and pods need that MTU too.`;
  return {
    node,
    commands: [`ip link set ${link.name} mtu ${mtu}`],
    explanation,
    ...(text === before
      ? {}
      : { edits: [{ kind: 'replace-line', node, netns: dump.id, section: 'ip-link', line: link.line, text }] }),
  };
}
