import type { Address, Symptom } from '@skoop/model';
import { CLIENT, type Cluster, UNDERLAY } from './cluster.ts';
import { stageOf } from './drop-stage.ts';
import { type Flow, type ProbeResult, probe } from './probe.ts';
import { SLOWNESS } from './slowness.ts';
import { conversationOf, type Direction, directionOf } from './trace-match.ts';
import type { TracedPacket, TraceEvent, Tracer } from './tracer.ts';

/** A namespace as verdicts name it. */
export type Site = { readonly node: string; readonly netns: string };

export type FateDrop = Site & {
  readonly direction: Direction;
  readonly stage: string;
  /** The kernel's own word. */
  readonly reason: string;
  readonly device?: string;
  /** Rule whose counter says that it was the one: `<table>: -A ...`. */
  readonly rule?: string;
};

export type FateServer = Site & {
  readonly address: Address;
  readonly port?: number;
  /** The client address that the server saw. */
  readonly source: Address;
};

/** What the kernels did with one flow; the fields are those of a verdict, for one future. */
export type Fate = {
  readonly outcome: 'delivered' | 'dropped';
  readonly symptom: Symptom;
  readonly errno?: string;
  readonly server?: FateServer;
  readonly drop?: FateDrop;
  /** Other places where copies of the same packet died: a flooded frame. */
  readonly copies?: readonly FateDrop[];
};

/** Site of a namespace: of a node, a pod, or of what is outside all nodes. */
export function siteOf(cluster: Cluster, target: string): Site {
  if (target === CLIENT || target === UNDERLAY) return { node: '', netns: 'external' };
  const pod = cluster.plan.pods.find((p) => p.key === target);
  if (!pod) return { node: target, netns: 'host' };
  return { node: pod.node.name, netns: pod.hostNetwork ? 'host' : pod.key };
}

function serverOf(cluster: Cluster, result: ProbeResult): FateServer | undefined {
  if (!result.server || !result.seenSource || !result.serverAddress) return undefined;
  return {
    ...siteOf(cluster, result.server),
    address: result.serverAddress,
    port: result.serverPort,
    source: result.seenSource,
  };
}

const COPY_WINDOW = 2 * SLOWNESS; // ms within which the copies of one flooded frame die

/** ICMP errors and RSTs are sent, and may die, before the packet that they are about is freed. */
const isAnswer = (p: TracedPacket): boolean => !!p.about || (p.protocol === 6 && ((p.flags ?? 0) & RST) !== 0);
const RST = 4;

/** What a socket had not read when it was closed: it had arrived. */
const UNREAD = 'QUEUE_PURGE';

type Found = { readonly drop: FateDrop; readonly time: number; readonly error: boolean };

/** Of all packets of a conversation that died, the one that ended it. */
function causeOf(found: readonly Found[], result: ProbeResult): Found | undefined {
  // Segments that die on the way to a smaller path MTU are made good; what a stalled connection sends again and again dies last.
  if (result.stage === 'bulk') return found.findLast((f) => !f.error) ?? found.at(-1);
  const [earliest] = found;
  const cause = earliest?.error && found.find((f) => !f.error && f.time - earliest.time < COPY_WINDOW);
  return cause || earliest;
}

function dropsOf(cluster: Cluster, flow: Flow, result: ProbeResult, events: readonly TraceEvent[]): FateDrop[] {
  const client = cluster.targets.get(flow.from);
  const conversation = conversationOf(flow, result, events, client?.netns ?? 0);
  const found: Found[] = [];
  for (const event of events) {
    const target = cluster.targetOfNetns(event.netns);
    if (event.kind !== 'drop' || !target || !event.packet || event.time > result.ended) continue;
    const direction = directionOf(conversation, event.packet);
    const reason = event.reason ?? '';
    if (!direction || reason === UNREAD) continue;
    found.push({
      time: event.time,
      error: isAnswer(event.packet.inner ?? event.packet),
      drop: {
        ...siteOf(cluster, target),
        direction,
        stage: stageOf(event.stack ?? [], reason),
        reason,
        device: event.device || undefined,
      },
    });
  }
  const first = causeOf(found, result);
  if (!first) return [];
  const copies = found.filter(
    (f) => Math.abs(f.time - first.time) < COPY_WINDOW && f.drop.direction === first.drop.direction,
  );
  const sites = new Set<string>();
  return copies
    .map((f) => f.drop)
    .filter((d) => {
      const site = `${d.node}//${d.netns}`;
      return !sites.has(site) && sites.add(site);
    });
}

/** Refused by the client's own routing: no packet was made that could have been dropped. */
const REFUSED_LOCALLY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'EADDRNOTAVAIL', 'ENETDOWN']);

/** Sends one flow and asks the kernel what became of it. One flow at a time in a cluster. */
export async function fateOf(cluster: Cluster, tracer: Tracer, flow: Flow): Promise<Fate> {
  const { value: result, events } = await tracer.during(() => probe(cluster, flow));
  return readFate(cluster, flow, result, events);
}

/** The fate that a probe's result and the kernel's events tell. */
export function readFate(cluster: Cluster, flow: Flow, result: ProbeResult, events: readonly TraceEvent[]): Fate {
  const server = serverOf(cluster, result);
  const base = { symptom: result.symptom, errno: result.errno, server };
  if (result.symptom === 'connected') return { outcome: 'delivered', ...base };
  const [drop, ...copies] = dropsOf(cluster, flow, result, events);
  if (drop) return { outcome: 'dropped', ...base, drop, ...(copies.length > 0 ? { copies } : {}) };
  if (result.errno && REFUSED_LOCALLY.has(result.errno)) {
    const site = siteOf(cluster, flow.from);
    const local = { ...site, direction: 'request', stage: 'local-out/route', reason: 'IP_OUTNOROUTES' } as const;
    return { outcome: 'dropped', ...base, drop: local };
  }
  return { outcome: 'dropped', ...base };
}
