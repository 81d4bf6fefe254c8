import type { Hop, Packet, Place, Step, Trace } from '@skoop/model';
import { bridgedRuns, type Run } from './bridged.ts';
import { innermost } from './packets.ts';
import type { Card, Row } from './pathView.ts';
import { describePlace, PROCESS, type ServiceOf } from './places.ts';

/** One place on the way of one packet, before branches are merged. */
export type Stop = Pick<Card, 'row' | 'role' | 'icon' | 'name' | 'title' | 'fact' | 'badge' | 'gap'> & {
  readonly lane: string;
  readonly node: string;
  readonly netns: string;
  /** Names the place within its namespace. */
  readonly key: string;
  readonly before: Packet;
  readonly after: Packet;
  readonly steps: readonly Step[];
  readonly outcome: 'pass' | 'drop' | 'unknown';
  /** Device of no card of its own between this stop and the next. */
  readonly through: string;
  /** `taken` was reached by the packet; the others stand behind an end mark. */
  readonly kind: 'taken' | 'promised' | 'unknown';
};

/** What a trace passes in its first `hops` namespaces, in order: one stop per card of the picture. */
export function stopsOf(trace: Trace, serviceOf: ServiceOf, hops = trace.hops.length): readonly Stop[] {
  const out: Stop[] = [];
  trace.hops.slice(0, hops).forEach((hop, i) => {
    const before = trace.hops[i - 1];
    const next = trace.hops[i + 1];
    if (hop.netns === 'external' || hop.node === '') {
      if (i === 0 || i === trace.hops.length - 1) out.push(outsideStop(hop, i === 0 ? 'source' : 'destination'));
    } else if (hop.netns === 'host') {
      if (i === 0 && hop.steps[0]?.at.kind !== 'socket') out.push(processStop(hop));
      out.push(...hostStops(hop, before, next, trace.direction, serviceOf));
    } else out.push(podStop(hop, i === 0));
  });
  return withGuestDevices(out);
}

const endOf = (steps: readonly Step[]): Stop['outcome'] => {
  if (steps.some((s) => s.outcome === 'drop' || s.kind === 'drop')) return 'drop';
  return steps.at(-1)?.outcome === 'unknown' ? 'unknown' : 'pass';
};
const hasGap = (steps: readonly Step[]): boolean =>
  steps.some((s) => s.gap !== undefined || s.outcome === 'maybe' || s.rules?.some((r) => r.matched === 'maybe'));

const base = (hop: Hop, steps: readonly Step[]) => ({
  node: hop.node,
  netns: hop.netns,
  before: hop.before,
  after: hop.after,
  steps,
  outcome: endOf(steps),
  gap: hasGap(steps),
  through: '',
  kind: 'taken' as const,
});

function podStop(hop: Hop, sends: boolean): Stop {
  const p = sends ? hop.before : innermost(hop.after);
  const address = sends ? p.source : p.destination;
  const port = sends || typeof p.destinationPort !== 'number' ? undefined : p.destinationPort;
  const name = hop.netns.split('/').at(-1) ?? hop.netns;
  return {
    ...base(hop, hop.steps),
    lane: hop.node,
    key: 'pod',
    row: 'pod',
    role: 'pod',
    icon: 'pod',
    name,
    title: hop.netns,
    fact: port === undefined ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    badge: '',
  };
}

/** What sends from a node's own namespace, where no step is at its socket. */
const processStop = (hop: Hop): Stop => ({
  ...base(hop, []),
  after: hop.before,
  lane: hop.node,
  key: 'socket',
  row: 'pod',
  role: 'pod',
  icon: 'socket',
  name: PROCESS,
  title: `process on ${hop.node}`,
  fact: hop.before.source,
  badge: '',
});

function outsideStop(hop: Hop, end: 'source' | 'destination'): Stop {
  const address = end === 'source' ? hop.before.source : innermost(hop.before).destination;
  return {
    ...base(hop, hop.steps),
    lane: `outside:${address}`,
    key: 'outside',
    row: 'pod',
    role: 'pod',
    icon: 'globe',
    name: address,
    title: address,
    fact: 'outside the cluster',
    badge: '',
  };
}

/** Consecutive steps at one place; devices that the hop names but no step is at are added, so that the way in and out is always seen. */
function runsOf(hop: Hop): readonly Run[] {
  const runs: { at: Place; steps: Step[] }[] = [];
  for (const step of hop.steps) {
    const last = runs.at(-1);
    if (last && placeKey(last.at) === placeKey(step.at)) {
      last.steps.push(step);
      if (step.at.kind === 'stack' && step.at.service) last.at = step.at;
    } else runs.push({ at: step.at, steps: [step] });
  }
  const isDevice = (r: Run | undefined, name: string): boolean => r?.at.kind === 'device' && r.at.name === name;
  if (hop.inDevice && !runs.slice(0, 2).some((r) => isDevice(r, hop.inDevice ?? '')))
    runs.unshift({ at: { kind: 'device', name: hop.inDevice, type: '' }, steps: [] });
  const lost = endOf(hop.steps) === 'drop';
  if (hop.outDevice && !lost && !runs.slice(-2).some((r) => isDevice(r, hop.outDevice ?? '')))
    runs.push({ at: { kind: 'device', name: hop.outDevice, type: '' }, steps: [] });
  return runs;
}

export const placeKey = (at: Place): string =>
  at.kind === 'device' ? `device:${at.name}` : at.kind === 'socket' ? 'socket' : 'stack';

function hostStops(
  hop: Hop,
  previous: Hop | undefined,
  next: Hop | undefined,
  direction: Trace['direction'],
  serviceOf: ServiceOf,
): readonly Stop[] {
  const runs = bridgedRuns(runsOf(hop), hop, previous);
  const out: Stop[] = [];
  // Steps of the outer packet's way through the stack belong to the card where the tunnel packet is: the uplink or the tunnel.
  let wrapped = hop.before.encapsulated !== undefined;
  for (const [i, run] of runs.entries()) {
    const unwraps = run.steps.some((s) => s.kind === 'decapsulate');
    const wraps = run.steps.some((s) => s.kind === 'encapsulate');
    const last = out.at(-1);
    const isStack = run.at.kind === 'stack';
    if (
      last &&
      ((isStack && wrapped && !unwraps) ||
        (run.at.kind === 'device' && run.at.type === 'loopback') ||
        (run.steps.every((s) => s.kind === 'underlay') && run.steps.length > 0))
    ) {
      out[out.length - 1] = join(last, run.steps);
      continue;
    }
    if (unwraps) wrapped = false;
    const role = describePlace(run.at, run.steps, hop, {
      first: i === 0,
      last: i === runs.length - 1,
      previous,
      next,
      direction,
      serviceOf,
    });
    out.push({ ...base(hop, run.steps), ...role, lane: hop.node, key: placeKey(run.at) });
    if (wraps) wrapped = true;
  }
  return withHeaders(out, hop);
}

/** The header before and after each stop: a hop tells both ends only, its steps say where it changed. */
function withHeaders(stops: readonly Stop[], hop: Hop): readonly Stop[] {
  let packet = hop.before;
  return stops.map((stop, i) => {
    const before = packet;
    if (stop.steps.some((s) => s.kind === 'decapsulate')) packet = innermost(packet);
    if (/NAT$/.test(stop.badge))
      packet = stop.steps.some((s) => s.kind === 'encapsulate') ? hop.after : innermost(hop.after);
    if (stop.steps.some((s) => s.kind === 'encapsulate') || i === stops.length - 1) packet = hop.after;
    return { ...stop, before, after: packet };
  });
}

const join = (stop: Stop, steps: readonly Step[]): Stop => {
  const all = [...stop.steps, ...steps];
  return { ...stop, steps: all, outcome: endOf(all), gap: hasGap(all) };
};

const isGuest = (s: Stop): boolean => s.netns === 'host' && s.row === 'bridge' && s.icon === 'port';

/** The host's end of a pod's veth is a name on the line where a bridge takes over, and a card of its own where none does. */
function withGuestDevices(stops: readonly Stop[]): readonly Stop[] {
  const out: Stop[] = [];
  const bridge: Row = 'bridge';
  const isBridge = (s: Stop | undefined): boolean => s?.row === bridge && s.icon === 'bridge';
  stops.forEach((stop, i) => {
    const last = out.at(-1);
    if (isGuest(stop) && stop.outcome === 'pass' && (isBridge(stops[i + 1]) || isBridge(stops[i - 1])) && last) {
      out[out.length - 1] = { ...join(last, stop.steps), outcome: last.outcome, through: stop.name };
      return;
    }
    out.push(stop);
  });
  return out;
}
