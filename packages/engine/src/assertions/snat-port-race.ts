import type { ConntrackRecord, Evidence, NamespaceDump } from '@skoop/model';
import { dumpEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';
import { iptablesRules, type RuleAt, ruleEvidence, targetOf } from '../iptables-view.ts';

type Race = Match & { readonly says: string; readonly rule?: RuleAt };

/** Ports that NAT may give to one source towards one destination: 1024 to 65535. nf_nat_l4proto_unique_tuple() */
const PORTS = 64_512;
const NEARLY = 0.8;

export const snatPortRace = finding<Race>({
  id: 'snat-port-race',
  level: 'warning',
  title: 'Masqueraded connections compete for source ports',
  docs: {
    meaning:
      'Behind MASQUERADE all pods of a node share its address, and each connection to one destination needs a source port of its own. The kernel chooses a port when the connection begins and enters it into its table only when the packet leaves: two connections that begin at the same time may have chosen the same one, and the later packet is dropped (`insert_failed`). Its client tries again after a second. Without `--random-fully` neighbours choose alike, so that this is frequent. When all 64,512 ports towards a destination are taken, no new connection gets through at all.',
    check:
      '`conntrack -S` (`insert_failed`), `iptables-save -t nat | grep MASQUERADE`, and `conntrack -L -d DESTINATION | wc -l`.',
    fix: 'Use `--random-fully` in the masquerading rules (kube-proxy does so where iptables knows it; `masqueradeAll` makes it worse), reuse connections, or give the node more addresses to masquerade with.',
    references: [
      ['ip-masq-agent#51', 'https://github.com/kubernetes-sigs/ip-masq-agent/issues/51'],
      ['calico#2073', 'https://github.com/projectcalico/calico/issues/2073'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => [...races(context, node), ...exhausted(context, node)]),
  says: ({ says }) => says,
});

/** Insertions failed, and a rule masquerades without full randomness. */
function races(context: FindingContext, node: string): Race[] {
  const host = context.host(node);
  const failed = host ? insertFailed(host) : undefined;
  if (!host || !failed || failed.count === 0) return [];
  for (const at of iptablesRules(host, 'nat')) {
    if (!['MASQUERADE', 'SNAT'].includes(targetOf(at.rule) ?? '') || at.rule.args.includes('--random-fully')) continue;
    const says = `${node} lost ${failed.count} new connections because their source port was taken meanwhile, and masquerades without --random-fully`;
    const evidence: Evidence = { node, netns: host.id, section: STAT, line: failed.line, text: failed.text };
    return [{ node, says, evidence: [ruleEvidence(node, host, at), evidence] }];
  }
  return [];
}

const STAT = 'conntrack-stat';

/** Sum of a column of /proc/net/stat/nf_conntrack over all CPUs; the values are hexadecimal. */
function insertFailed(host: NamespaceDump): { count: number; line: number; text: string } | undefined {
  const lines = (host.sections.find((s) => s.name === STAT)?.text ?? '').split('\n');
  const column = (lines[0] ?? '').trim().split(/\s+/).indexOf('insert_failed');
  if (column < 0) return undefined;
  const values = lines.slice(1).map((l) => Number.parseInt(l.trim().split(/\s+/)[column] ?? '', 16) || 0);
  const worst = values.indexOf(Math.max(0, ...values));
  return { count: values.reduce((n, v) => n + v, 0), line: worst + 2, text: lines[worst + 1]?.trim() ?? '' };
}

/** Destinations towards which nearly all ports are in use. */
function exhausted(context: FindingContext, node: string): Race[] {
  const host = context.host(node);
  const counts = new Map<string, { count: number; first: ConntrackRecord }>();
  for (const c of host?.conntrack ?? []) {
    if (c.original.source === c.reply.destination) continue;
    const key = `${c.protocol} ${c.reply.destination} -> ${c.reply.source}:${c.reply.sourcePort ?? 0}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { count: 1, first: c });
  }
  return [...counts].flatMap(([key, { count, first }]): Race[] => {
    if (!host || count < PORTS * NEARLY) return [];
    const says = `${node} uses ${count} of ${PORTS} source ports for ${key}`;
    return [{ node, says, level: 'critical', evidence: [dumpEvidence(node, host, 'conntrack', first)] }];
  });
}
