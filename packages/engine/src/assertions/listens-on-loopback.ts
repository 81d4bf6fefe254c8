import type { NamespaceDump, SnapshotEdit, SocketRecord } from '@skoop/model';
import { dumpEvidence, rawLineOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { innerPacket, lastPacketOf } from '../last-packet.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { isLocalOnly, listeners } from './listeners.ts';

type OnLoopback = Match & { readonly who: string; readonly socket: SocketRecord; readonly dump: NamespaceDump };

export const listensOnLoopback = finding<OnLoopback>({
  id: 'listens-on-loopback',
  level: 'critical',
  title: 'The program listens on the loopback address only',
  docs: {
    meaning:
      'A socket bound to 127.0.0.1 or ::1 takes connections of its own pod alone. Everybody else is refused, although the program runs, its port is right, and a test inside the pod works.',
    check:
      '`ss -ltnp` in the pod (or `nsenter -n -t PID ss -ltnp` on the node): the local address must be `0.0.0.0`, `*`, `[::]` or the address of the pod.',
    fix: 'Configure the program to listen on all addresses, for example `--host 0.0.0.0`. Many development servers listen on localhost by default.',
    references: [
      ['Kubernetes: Debug Services', 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
    ],
  },
  check(context) {
    return (context.asked?.drops ?? []).flatMap((drop) => {
      if (drop.reason !== 'NO_SOCKET' || drop.direction !== 'request') return [];
      const packet = lastPacketOf(context, drop);
      const dump = namespaceAt(context, drop.node, drop.netns);
      if (!packet || !dump) return [];
      const { protocol, destinationPort } = innerPacket(packet);
      const onPort = listeners(dump.sockets, protocol).filter((s) => s.port === destinationPort);
      const [socket] = onPort;
      if (!socket || !onPort.every(isLocalOnly)) return [];
      return [
        {
          node: drop.node,
          who: drop.netns === 'host' ? `on ${drop.node}` : `in pod ${drop.netns}`,
          socket,
          dump,
          evidence: [
            dumpEvidence(drop.node, dump, 'sockets', { line: socket.line }, `${socket.address}:${socket.port}`),
          ],
          ...blame(context, [drop]),
        },
      ];
    });
  },
  says: ({ who, socket }) =>
    `${socket.process === undefined || socket.process === '' ? 'The program' : socket.process} ${who} listens on ${socket.protocol.toUpperCase()} ${socket.port} of ${socket.address} only, so nobody else can connect`,
  fix: ({ node, socket, dump }) => ({
    node,
    commands: [],
    explanation: `Configure the program to listen on all addresses (0.0.0.0 or ::) instead of ${socket.address}, and restart it.`,
    edits: edits(node, dump, socket),
  }),
});

/** The socket as `ss` would show it bound to all addresses. */
function edits(node: string, dump: NamespaceDump, { line, address }: SocketRecord): readonly SnapshotEdit[] {
  const before = rawLineOf(dump, 'ss', line);
  const text = address.includes(':')
    ? before.replace(`[${address}]`, '[::]').replace('v6only:1', 'v6only:0')
    : before.replace(address, '0.0.0.0');
  return text === before ? [] : [{ kind: 'replace-line', node, netns: dump.id, section: 'ss', line, text }];
}

export function namespaceAt({ cluster, host }: FindingContext, node: string, netns: string): NamespaceDump | undefined {
  if (netns === 'host') return host(node);
  const pod = cluster.podsByKey.get(netns);
  return pod && podNamespacesOf(cluster.snapshot).namespaceOf(pod);
}
