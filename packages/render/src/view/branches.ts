import type { Diagnosis, Symptom, Trace } from '@skoop/model';
import { decidingStep } from '../words/deciding.ts';
import { destinationOf, innermost } from './packets.ts';
import type { Direction, EndTone, Mark } from './pathView.ts';
import type { ServiceOf } from './places.ts';
import { promisedStops } from './promise.ts';
import { type Stop, stopsOf } from './stops.ts';

/** One branch of the conversation in one direction, as far as it goes and as far as it was promised to go. */
export type Branch = {
  readonly id: string;
  readonly share: number;
  /** One of several futures, of which nobody knows which one comes. */
  readonly possible: boolean;
  readonly tone: EndTone;
  readonly trace: Trace;
  readonly stops: readonly Stop[];
  /** Index of the last stop that the packet reached. */
  readonly reached: number;
  readonly mark?: Mark;
  readonly target: string;
  readonly targetNode: string;
};

const tones = { delivered: 'ok', dropped: 'bad', unknown: 'unk' } as const;

/** Branches of one direction, in the order of the diagnosis. Of the packets of a branch the one that fails is shown, else the first. */
export function branchesOf(d: Diagnosis, direction: Direction): readonly Branch[] {
  const byBranch = new Map<string, Trace[]>();
  for (const t of d.traces) {
    if (t.direction !== direction || t.hops.length === 0) continue;
    const list = byBranch.get(t.branch);
    if (list) list.push(t);
    else byBranch.set(t.branch, [t]);
  }
  const shown = [...byBranch.values()].map(
    (list) =>
      list.find((t) => t.outcome === 'dropped') ?? list.find((t) => t.outcome === 'unknown') ?? (list[0] as Trace),
  );
  const walked = shown
    .map((trace) => ({ trace, ...reachedStops(trace, serviceOf(d)) }))
    .filter((w) => w.stops.length > 0);
  const arrived = walked.filter((w) => w.trace.outcome === 'delivered').map((w) => w.stops);
  // Futures of what is not known overlap: each is possible, and their shares are no share of anything.
  const sum = walked.reduce((all, w) => all + w.trace.share, 0);
  const possible = sum > 1.001;
  return walked.map(({ trace, stops, between }) => {
    const behind = trace.outcome === 'delivered' ? [] : promisedStops(d, direction, trace, stops, arrived);
    const end = behind.at(-1) ?? stops.at(-1);
    const named =
      end && end.key !== 'app' && (trace.outcome === 'delivered' || behind.length > 0) ? end : behind.at(-2);
    // A reply is told apart by who answers, not by the client that all of them go to.
    const finalStop = direction === 'reply' ? stops[0] : end?.key === 'app' ? stops.at(-1) : named;
    return {
      id: trace.branch,
      share: possible ? trace.share / sum : trace.share,
      possible,
      tone: tones[trace.outcome],
      trace,
      stops: [...stops, ...behind],
      reached: stops.length - 1,
      mark: markOf(d, trace, stops, between),
      target: finalStop
        ? finalStop.icon === 'socket'
          ? finalStop.node
          : finalStop.name
        : destinationOf(innermost((stops.at(-1) as Stop).after)),
      targetNode: finalStop?.node ?? '',
    };
  });
}

/** The Service of the question, where its address is translated: for traces whose places do not name it. */
function serviceOf(d: Diagnosis): ServiceOf {
  const to = d.question.destination;
  if (to.type !== 'service' || !to.name) return () => '';
  const name = `${to.namespace ?? ''}/${to.name}${d.question.port === undefined ? '' : `:${d.question.port}`}`;
  return (hop, steps) => {
    const [before, after] = [innermost(hop.before), innermost(hop.after)];
    const translated = steps.some(
      (s) => s.kind === 'nat' || s.kind === 'ipvs' || s.changes?.some((c) => /^(source|destination)/.test(c.field)),
    );
    if (!translated) return '';
    if (before.destination === to.address && after.destination !== to.address) return name;
    return after.source === to.address && before.source !== to.address ? name : '';
  };
}

/** Stops of a trace up to where it is certain that the packet was, and whether it had left its last node then. */
function reachedStops(
  trace: Trace,
  service: ServiceOf,
): { readonly stops: readonly Stop[]; readonly between: boolean } {
  const last = trace.hops.at(-1);
  if (!last || trace.hops.length < 2 || trace.outcome === 'delivered')
    return { stops: stopsOf(trace, service), between: false };
  const lost = trace.outcome === 'dropped' && (last.node === '' || last.netns === 'external');
  // A node of which nothing is known was not seen to be reached.
  const blind =
    trace.outcome === 'unknown' && last.steps.every((s) => s.outcome === 'unknown' && s.evidence.length === 0);
  if (!lost && !blind) return { stops: stopsOf(trace, service), between: false };
  const before = trace.hops.at(-2);
  return { stops: stopsOf(trace, service, trace.hops.length - 1), between: before?.node !== last.node };
}

const verbs: Partial<Record<Symptom, string>> = { refused: 'refused here', reset: 'reset here' };

function markOf(d: Diagnosis, trace: Trace, stops: readonly Stop[], between: boolean): Mark | undefined {
  if (trace.outcome === 'delivered') return undefined;
  const step = decidingStep(trace);
  if (trace.outcome === 'unknown')
    return {
      tone: 'unk',
      label: 'not known',
      sub: step?.gap ? gapWords(step.gap.id) : (step?.stage ?? 'no facts'),
      between,
    };
  const drop =
    d.verdict.drops.find((x) => x.branch === trace.branch) ??
    d.verdict.drops.find((x) => x.node === stops.at(-1)?.node && x.stage === step?.stage);
  const stage = step?.stage ?? drop?.stage ?? '';
  return {
    tone: 'bad',
    label: between ? 'lost here' : (drop && trace.direction === 'request' && verbs[drop.symptom]) || 'dropped here',
    sub: stage,
    between,
  };
}

const gapWords = (id: string): string => (id === 'node-not-collected' ? 'no facts' : id.replaceAll('-', ' '));
