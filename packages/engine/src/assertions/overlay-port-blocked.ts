import type { Drop, Fix, NamespaceDump, Packet } from '@skoop/model';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { argOf, iptablesRules, programOf, type RuleAt, ruleEvidence, ruleOf, targetOf } from '../iptables-view.ts';
import { lastPacketOf } from '../last-packet.ts';
import { deleteNftRule, isNftPolicy, nftAccept, nftPlaceOf } from '../nft-view.ts';
import { policyAuthor } from '../rule-author.ts';

type Blocked = Match & { readonly rule?: RuleAt; readonly what: string; readonly repair?: Fix };

export const overlayPortBlocked = finding<Blocked>({
  id: 'overlay-port-blocked',
  level: 'warning',
  title: 'A firewall drops the tunnel between nodes',
  docs: {
    meaning:
      'Pod traffic between nodes travels inside packets of the overlay: VXLAN in UDP 8472 (flannel on Linux) or 4789 (Calico, standard), IP-in-IP as protocol 4, GRE as protocol 47, Geneve in UDP 6081, WireGuard in UDP 51820 (Calico, flannel). A firewall on the receiving node, or between the nodes, that does not know them drops all of them: pods of one node reach each other, pods of different nodes do not, and nothing answers.',
    check:
      '`iptables-save -c` on the receiving node: the counter of the dropping rule in INPUT rises with every attempt. `tcpdump -ni eth0 udp port 8472` (for IP-in-IP: `ip proto 4`) on both nodes shows whether the packets leave and arrive.',
    fix: 'Allow the overlay between the nodes: remove the rule, or accept the port before it. With cloud security groups, allow it between the nodes there.',
    references: [
      ['flannel#2055', 'https://github.com/flannel-io/flannel/issues/2055'],
      ['flannel#1704', 'https://github.com/flannel-io/flannel/issues/1704'],
      [
        'flannel: firewalls',
        'https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md#firewalls',
      ],
    ],
  },
  check(context) {
    const causes = (context.asked?.drops ?? []).flatMap((d) => cause(context, d) ?? []);
    const known = new Set(causes.map((c) => `${c.node} ${c.rule?.rule.line} ${c.rule?.dump.section}`));
    return [
      ...causes,
      ...hazards(context).filter((h) => !known.has(`${h.node} ${h.rule?.rule.line} ${h.rule?.dump.section}`)),
    ];
  },
  says: ({ node, rule, what }) =>
    rule
      ? `${node} drops ${what} by ${rule.table} ${rule.chain.name} rule \`${rule.rule.text}\` (line ${rule.rule.line})`
      : `${node} drops ${what}`,
  because: ({ rule, node, what }) =>
    rule
      ? `${rule.table} ${rule.chain.name} rule \`${rule.rule.text}\` (line ${rule.rule.line})`
      : `${node} drops ${what}`,
  fix: ({ node, rule, evidence, repair }) => {
    if (!rule) return repair;
    return {
      node,
      commands: [
        `${rule.dump.family === 6 ? 'ip6tables' : 'iptables'}-${rule.dump.backend} -t ${rule.table} ${rule.rule.text.replace(/^-A /, '-D ')}`,
      ],
      explanation: 'Removes the rule that drops the overlay.',
      edits: [
        {
          kind: 'delete-line',
          node,
          netns: evidence[0]?.netns ?? 'host',
          section: rule.dump.section,
          line: rule.rule.line,
        },
      ],
    };
  },
});

/** A packet of the question dies in netfilter while it is a tunnel packet. */
function cause(context: FindingContext, drop: Drop): Blocked | undefined {
  if (drop.netns !== 'host' || drop.reason !== 'NETFILTER_DROP') return undefined;
  const packet = lastPacketOf(context, drop);
  if (!packet?.encapsulated) return undefined;
  const port =
    packet.destinationPort === undefined ? '' : ` (${packet.protocol.toUpperCase()} ${String(packet.destinationPort)})`;
  return {
    node: drop.node,
    rule: ruleOf(context.host(drop.node), drop.evidence[0]),
    what: `the ${packet.encapsulated.kind.toUpperCase()} packets ${/\/(OUTPUT|POSTROUTING)$/.test(drop.stage) ? 'to' : 'of'} other nodes${port}`,
    repair: acceptTunnel(context, drop, packet),
    evidence: drop.evidence,
    ...blame(context, [drop]),
  };
}

/** Where no iptables rule drops but a policy or nftables: the tunnel is accepted before, or the rule taken out. */
function acceptTunnel(context: FindingContext, drop: Drop, packet: Packet): Fix | undefined {
  const [at] = drop.evidence;
  const host = context.host(drop.node);
  const number = Number(PROTOCOLS[packet.encapsulated?.kind ?? '']?.[0]);
  const port = typeof packet.destinationPort === 'number' ? packet.destinationPort : undefined;
  if (!at || !host || (port === undefined && Number.isNaN(number))) return undefined;
  const explanation =
    'Accepts the overlay before anything else. Write it into the configuration of the firewall too, or it is gone with the next restart.';
  const place = nftPlaceOf(host, at);
  if (place && isNftPolicy(at)) {
    const match = port === undefined ? `meta l4proto ${number}` : `${packet.protocol} dport ${port}`;
    return nftAccept(drop.node, place, [match], explanation);
  }
  if (place) return deleteNftRule(drop.node, place, 'Removes the rule that drops the overlay.');
  const dump = host.iptables.find((d) => d.section === at.section);
  const hook = drop.stage.split('/')[1] ?? '';
  const chain = dump?.tables
    .find((t) => drop.stage.startsWith(`${t.name}/`))
    ?.chains.find((c) => c.name === hook && c.line === at.line);
  if (!dump || !chain) return undefined;
  const words = port === undefined ? `-p ${number}` : `-p ${packet.protocol} -m ${packet.protocol} --dport ${port}`;
  const question = context.asked && { ...context.asked.question, protocol: 'udp' as const, port };
  const line = (chain.rules[0]?.line ?? chain.line + 1) - 1;
  return {
    node: drop.node,
    ...((port === undefined ? undefined : policyAuthor(dump, hook)?.author.allow?.({ hook, question })) ?? {
      commands: [`${programOf(dump)} -t ${drop.stage.split('/')[0]} -I ${hook} ${words} -j ACCEPT`],
      explanation,
    }),
    edits: [
      {
        kind: 'insert-after',
        node: drop.node,
        netns: at.netns,
        section: at.section,
        line,
        text: `-A ${hook} ${words} -j ACCEPT`,
      },
    ],
  };
}

/** Tunnels that are protocols of their own, as iptables-save names them. */
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  ipip: ['4', 'ipencap', 'ipip'],
  sit: ['41', 'ipv6'],
  gre: ['47', 'gre'],
  gretap: ['47', 'gre'],
};

/** What a rule drops of the tunnels that a node has: `VXLAN packets (UDP 8472)`, `IPIP packets (protocol 4)`. */
function tunnelsOf(host: NamespaceDump | undefined): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const link of host?.links ?? []) {
    if (!link.flags.includes('UP')) continue;
    const kind = link.kind.toUpperCase();
    if ((link.kind === 'vxlan' || link.kind === 'geneve') && link.details.dstport !== undefined)
      out.set(`port ${link.details.dstport}`, `${kind} packets (UDP ${link.details.dstport})`);
    const names = Object.hasOwn(PROTOCOLS, link.kind) ? (PROTOCOLS[link.kind] ?? []) : [];
    for (const name of names) out.set(`protocol ${name}`, `${kind} packets (protocol ${names[0]})`);
  }
  for (const { listenPort, device } of host?.wireguard ?? [])
    if (listenPort > 0) out.set(`port ${listenPort}`, `WireGuard packets of ${device} (UDP ${listenPort})`);
  return out;
}

/** Rules of INPUT that drop a tunnel that the node has, from everybody. */
function hazards(context: FindingContext): Blocked[] {
  return context.nodes.flatMap((node) => {
    const host = context.host(node);
    const tunnels = tunnelsOf(host);
    if (!host || tunnels.size === 0) return [];
    const out: Blocked[] = [];
    for (const at of iptablesRules(host, 'filter')) {
      if (at.chain.name !== 'INPUT' || !['DROP', 'REJECT'].includes(targetOf(at.rule) ?? '')) continue;
      const port = argOf(at.rule, '--dport', '--destination-port');
      const what = tunnels.get(port === undefined ? `protocol ${argOf(at.rule, '-p')}` : `port ${port}`);
      if (what === undefined) continue;
      if (at.rule.args.includes('!') || argOf(at.rule, '-s', '-d') !== undefined) continue;
      out.push({ node, rule: at, what, evidence: [ruleEvidence(node, host, at)] });
    }
    return out;
  });
}
