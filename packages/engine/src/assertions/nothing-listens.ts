import { blame, finding, type Match } from '../finding.ts';
import { innerPacket, lastPacketOf } from '../last-packet.ts';
import { describeListeners, listeners } from './listeners.ts';
import { namespaceAt } from './listens-on-loopback.ts';

type NobodyListens = Match & { readonly who: string; readonly what: string; readonly instead: string };

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
      if (!packet || !dump) return [];
      const { protocol, destinationPort } = innerPacket(packet);
      const others = listeners(dump.sockets, protocol);
      if (others.some((s) => s.port === destinationPort)) return [];
      return [
        {
          node: drop.node,
          who: drop.netns === 'host' ? `on ${drop.node}` : `in pod ${drop.netns}`,
          what: `${protocol.toUpperCase()} ${typeof destinationPort === 'number' ? destinationPort : ''}`.trim(),
          instead: others.length === 0 ? '' : `; it listens on ${describeListeners(others)}`,
          evidence: drop.evidence,
          ...blame(context, [drop]),
        },
      ];
    }),
  says: ({ who, what, instead }) => `Nothing ${who} listens on ${what}${instead}`,
});
