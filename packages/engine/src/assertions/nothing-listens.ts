import type { NamespaceDump } from '@skoop/model';
import { blame, finding, type Match } from '../finding.ts';
import { argOf, iptablesRules, type RuleAt, targetOf } from '../iptables-view.ts';
import { lastPacketOf } from '../last-packet.ts';
import { type RuleAuthor, ruleAuthors } from '../rule-author.ts';
import { describeListeners, listeners } from './listeners.ts';
import { namespaceAt } from './listens-on-loopback.ts';

type NobodyListens = Match & {
  readonly who: string;
  readonly what: string;
  readonly instead: string;
  /** `<namespace>/<pod>`; undefined: the node. */
  readonly pod?: string;
  /** The program whose rule sent the packet to this port. */
  readonly redirector?: string;
  /** Istio without sidecars: a process of the node takes the connections. */
  readonly ambient?: boolean;
};

/** The program whose REDIRECT leads to a port. */
function redirectorTo(dump: NamespaceDump, port: unknown): string | undefined {
  for (const at of iptablesRules(dump, 'nat')) {
    if (targetOf(at.rule) !== 'REDIRECT' || argOf(at.rule, '--to-ports') !== String(port)) continue;
    const author = ruleAuthors.find((a) => a.chains.test(at.chain.name)) ?? neighbourAuthor(at);
    if (author) return author.name;
  }
  return undefined;
}

/** A rule in a built-in chain belongs to whoever has chains of its own in the same table. */
const neighbourAuthor = ({ dump, table }: RuleAt): RuleAuthor | undefined => {
  const chains = dump.tables.find((t) => t.name === table)?.chains ?? [];
  return ruleAuthors.find((a) => chains.some((c) => a.chains.test(c.name)));
};

export const nothingListens = finding<NobodyListens>({
  id: 'nothing-listens',
  level: 'critical',
  general: true,
  title: 'Nothing listens on that port',
  docs: {
    meaning:
      'The packet arrived where it should, and no socket takes it: the program is not running, listens on another port or address, or only for the other protocol or address family. The kernel answers at once (RST, or ICMP port unreachable), so the client sees *connection refused*.',
    check: '`ss -ltnup` in the namespace of the pod (`nsenter -n -t PID ss -ltnup` on the node).',
    fix: 'Start the program, or ask for the port that it listens on.',
    references: [
      ['Kubernetes: Debug Services', 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
    ],
  },
  check: (context) =>
    (context.asked?.drops ?? []).flatMap((drop) => {
      if (drop.reason !== 'NO_SOCKET' || drop.direction !== 'request') return [];
      const packet = lastPacketOf(context, drop);
      const dump = namespaceAt(context, drop.node, drop.netns);
      // A tunnel's own port is a matter of the tunnel.
      if (!packet || packet.encapsulated || !dump) return [];
      const { protocol, destinationPort } = packet;
      const others = listeners(dump.sockets, protocol);
      if (others.some((s) => s.port === destinationPort)) return [];
      return [
        {
          node: drop.node,
          who: drop.netns === 'host' ? `on ${drop.node}` : `in pod ${drop.netns}`,
          what: `${protocol.toUpperCase()} ${typeof destinationPort === 'number' ? destinationPort : ''}`.trim(),
          instead: others.length === 0 ? '' : `; it listens on ${describeListeners(others)}`,
          pod: drop.netns === 'host' ? undefined : drop.netns,
          redirector: redirectorTo(dump, destinationPort),
          ambient: dump.iptables.some((d) => d.tables.some((t) => t.chains.some((c) => c.name === 'ISTIO_PRERT'))),
          evidence: drop.evidence,
          ...blame(context, [drop]),
        },
      ];
    }),
  says: ({ who, what, instead, redirector }) =>
    redirector
      ? `Nothing ${who} listens on ${what}, where the rules of ${redirector} send the packet${instead}`
      : `Nothing ${who} listens on ${what}${instead}`,
  fix: ({ node, pod, redirector, ambient }) => {
    if (redirector !== 'Istio' || pod === undefined) return undefined;
    if (ambient)
      return {
        node: '',
        commands: [`kubectl -n istio-system get pods -l app=ztunnel --field-selector spec.nodeName=${node}`],
        explanation: `Shows whether ztunnel runs on ${node}: without it the rules that Istio put into pods lead nowhere.`,
      };
    const [namespace, name] = pod.split('/');
    return {
      node: '',
      commands: [`kubectl -n ${namespace} logs ${name} -c istio-proxy`],
      explanation: `Shows why the sidecar of the pod on ${node} does not take connections: without it Istio's rules lead nowhere. A pod that needs no sidecar is made anew without the injection label.`,
    };
  },
});
