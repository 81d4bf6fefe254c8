import type { Diagnosis, PathNode, Trace } from '@skoop/model';
import { innermost } from './packets.ts';
import type { Direction } from './pathView.ts';
import { PROCESS } from './places.ts';
import type { Stop } from './stops.ts';

/** Where the promise would have this very packet end: the last of the promised links that carry its header. */
export function promisedTarget(d: Diagnosis, last: Stop): PathNode | undefined {
  const packet = innermost(last.after);
  const links = d.links.filter(
    (l) =>
      l.promised &&
      l.packet.dst === packet.destination &&
      (l.packet.dport === undefined ||
        packet.destinationPort === undefined ||
        l.packet.dport === packet.destinationPort),
  );
  const left = new Set(links.map((l) => l.source));
  const end = links.find((l) => !left.has(l.destination));
  const node = d.nodes.find((n) => n.id === end?.destination);
  // A packet that died before a backend was chosen is promised to its service only, which is no place.
  return node?.type === 'node' && node.id === last.node && last.netns === 'host' ? undefined : node;
}

/**
 * Stops behind an end mark: where the packet was promised to go. The last one comes from the promised links; what lies before it in
 * its node is taken from a branch that got there, else from the sender's own way down, mirrored, as the same plugin runs on all nodes.
 */
export function promisedStops(
  d: Diagnosis,
  direction: Direction,
  trace: Trace,
  stops: readonly Stop[],
  arrived: readonly (readonly Stop[])[],
): readonly Stop[] {
  const last = stops.at(-1);
  if (!last) return [];
  const kind = trace.outcome === 'dropped' ? 'promised' : 'unknown';
  const target = direction === 'reply' ? sourceStop(d, last) : requestTarget(d, stops, last);
  if (!target) return [];
  if (target.lane === last.lane && last.row === 'pod') return [{ ...target, kind }];
  const ways = [...arrived.map((a) => ({ run: wayUp(a), own: false })), { run: mirrored(stops), own: true }];
  const template = ways.find((w) => w.run.length > 0)?.run ?? [];
  const before = target.lane === last.lane ? afterRow(template, last) : template;
  const middle = target.key === 'pod' ? before.map((t) => ghost(t, target, kind)) : [];
  return [...middle, { ...target, kind }];
}

const NOT_REACHED = { promised: 'not reached', unknown: 'not collected' } as const;

function ghost(t: Stop, target: Stop, kind: 'promised' | 'unknown'): Stop {
  return {
    ...t,
    lane: target.lane,
    node: target.node,
    fact: t.row === 'overlay' ? t.fact : NOT_REACHED[kind],
    title: t.name,
    badge: '',
    gap: false,
    steps: [],
    outcome: 'pass',
    through: '',
    kind,
  };
}

/** The run of a path inside its last node, without the target itself. */
function wayUp(stops: readonly Stop[]): readonly Stop[] {
  const end = stops.at(-1);
  if (end?.key !== 'pod' || stops[0]?.lane === end.lane) return [];
  const from = stops.findLastIndex((s) => s.lane !== end.lane) + 1;
  return stops.slice(from, -1);
}

/** The way of the packet from its pod to the uplink, read backwards; a service's NAT happens on one side only. */
function mirrored(stops: readonly Stop[]): readonly Stop[] {
  const first = stops[0];
  if (first?.key !== 'pod') return [];
  const until = stops.findIndex((s) => s.lane !== first.lane);
  const own = until < 0 ? [] : stops.slice(1, until);
  return own
    .map((s) =>
      s.icon === 'service' ? { ...s, icon: 'rules' as const, name: 'FORWARD', title: 'IP stack, FORWARD' } : s,
    )
    .toReversed();
}

/** What follows the place where the packet died, in a node that it had reached. */
function afterRow(template: readonly Stop[], last: Stop): readonly Stop[] {
  const same = template.findIndex((t) => t.row === last.row);
  return same < 0 ? [] : template.slice(same + 1);
}

function sourceStop(d: Diagnosis, last: Stop): Stop | undefined {
  const s = d.question.source;
  if (s.type === 'pod' && s.name && s.node)
    return targetStop(last, s.node, `${s.namespace ?? ''}/${s.name}`, s.name, s.address, 'pod');
  if (s.type === 'node' && s.name) return targetStop(last, s.name, 'host', PROCESS, s.address, 'socket');
  return targetStop(last, '', 'external', s.address, 'outside the cluster', 'globe');
}

function requestTarget(d: Diagnosis, stops: readonly Stop[], last: Stop): Stop | undefined {
  const packet = innermost(last.after);
  const port = typeof packet.destinationPort === 'number' ? packet.destinationPort : undefined;
  const fact =
    port === undefined
      ? packet.destination
      : packet.destination.includes(':')
        ? `[${packet.destination}]:${port}`
        : `${packet.destination}:${port}`;
  if (last.key === 'pod' && last.outcome === 'drop' && stops.length > 1 && last.row === 'pod')
    return {
      ...ghost(last, last, 'promised'),
      key: 'app',
      row: 'app',
      role: 'rule',
      icon: 'socket',
      name: port === undefined ? 'program' : `port ${port}`,
      fact: last.steps.some((s) => s.stage.startsWith('socket/') && s.outcome === 'drop')
        ? 'nobody listens'
        : 'not reached',
    };
  const target = promisedTarget(d, last);
  if (target?.type === 'pod')
    return targetStop(last, target.node, target.id, target.id.split('/').at(-1) ?? target.id, fact, 'pod');
  if (target?.type === 'node') return targetStop(last, target.node || target.id, 'host', PROCESS, fact, 'socket');
  if (target) return targetStop(last, '', 'external', target.id, 'outside the cluster', 'globe');
  const asked = d.question.destination;
  if (asked.type === 'external' && packet.destination === asked.address)
    return targetStop(last, '', 'external', asked.address, 'outside the cluster', 'globe');
  if (asked.type === 'pod' && asked.name && asked.node)
    return targetStop(last, asked.node, `${asked.namespace ?? ''}/${asked.name}`, asked.name, fact, 'pod');
  return undefined;
}

function targetStop(
  last: Stop,
  node: string,
  netns: string,
  name: string,
  fact: string,
  icon: 'pod' | 'socket' | 'globe',
): Stop {
  return {
    lane: node === '' ? `outside:${name}` : node,
    node,
    netns,
    key: icon === 'globe' ? 'outside' : icon,
    row: 'pod',
    role: 'pod',
    icon,
    name,
    title: netns === 'host' || netns === 'external' ? name : netns,
    fact,
    badge: '',
    gap: false,
    before: last.after,
    after: last.after,
    steps: [],
    outcome: 'pass',
    through: '',
    kind: 'promised',
  };
}
