import type { Packet, Step } from '@skoop/model';
import { destinationOf, innermost, sourceOf } from '../view/packets.ts';

/** What is compared of a packet's way through one place. */
export type Passage = {
  readonly before: Packet;
  readonly after: Packet;
  readonly steps: readonly Step[];
  /** How it ended here; where it is not told, the steps say it. */
  readonly outcome?: 'passed' | 'delivered' | 'dropped' | 'unknown';
};

/** What a person would say is different at a place that both packets passed; undefined if nothing is. */
export function differenceOf(before: Passage, after: Passage): string | undefined {
  const [was, is] = [fateOf(before), fateOf(after)];
  if (was.word !== is.word || was.stage !== is.stage) {
    if (is.word === 'passed') return `${was.word}${at(was)}, now passes`;
    if (was.word === is.word) return `${was.word}${at(was)}, now${at(is)}`;
    return `${was.word}${at(was)}, now ${is.word}${at(is)}`;
  }
  return otherPacket(before, after) ?? otherSteps(before.steps, after.steps);
}

/** Packets that were alike until here and are not any more. What arrives unlike was changed elsewhere. */
function otherPacket(before: Passage, after: Passage): string | undefined {
  if (headerOf(before.before) === headerOf(after.before)) {
    const [old, now] = [innermost(before.after), innermost(after.after)];
    if (destinationOf(old) !== destinationOf(now)) return `goes on to ${destinationOf(now)}, was ${destinationOf(old)}`;
    if (sourceOf(old) !== sourceOf(now)) return `goes on from ${sourceOf(now)}, was ${sourceOf(old)}`;
  }
  if (tunnelOf(before.before) === tunnelOf(after.before) && tunnelOf(before.after) !== tunnelOf(after.after))
    return `${tunnelOf(after.after) || 'no tunnel'}, was ${tunnelOf(before.after) || 'none'}`;
  return undefined;
}

type Fate = { readonly word: 'passed' | 'dropped' | 'not known'; readonly stage: string };
const at = ({ stage }: Fate): string => (stage === '' ? '' : ` at ${stage}`);

function fateOf({ steps, outcome }: Passage): Fate {
  const drop = steps.findLast((s) => s.outcome === 'drop' || s.kind === 'drop');
  if (drop || outcome === 'dropped') return { word: 'dropped', stage: drop?.stage ?? '' };
  const last = steps.at(-1);
  if (outcome === 'unknown' || last?.outcome === 'unknown') return { word: 'not known', stage: last?.stage ?? '' };
  return { word: 'passed', stage: '' };
}

const tunnelOf = (p: Packet): string => (p.encapsulated ? `${p.encapsulated.kind} tunnel to ${p.destination}` : '');
const headerOf = (p: Packet): string => `from ${sourceOf(innermost(p))} to ${destinationOf(innermost(p))}`;

const WORDS: Partial<Record<Step['kind'], string>> = {
  route: 'another route',
  'policy-rule': 'another routing rule',
  hook: 'other rules decide',
  nat: 'another translation',
  ipvs: 'another translation',
  neighbour: 'another neighbour entry',
  bridge: 'another bridge port',
  encapsulate: 'another tunnel',
  sysctl: 'another setting',
  mtu: 'another MTU',
  socket: 'another socket',
};

/** Indices of the steps of each side that the other side has not: the ones to look at. */
export function stepsApart(
  before: readonly Step[],
  after: readonly Step[],
): { readonly before: ReadonlySet<number>; readonly after: ReadonlySet<number> } {
  const [old, now] = [before.map(signatureOf), after.map(signatureOf)];
  const missing = (own: readonly string[], other: readonly string[]): ReadonlySet<number> => {
    const known = new Set(other);
    return new Set(own.flatMap((s, i) => (known.has(s) ? [] : [i])));
  };
  return { before: missing(old, now), after: missing(now, old) };
}

/** In the words of the first kind of step that is not alike. */
function otherSteps(before: readonly Step[], after: readonly Step[]): string | undefined {
  const apart = stepsApart(before, after);
  const step = after.find((_, i) => apart.after.has(i)) ?? before.find((_, i) => apart.before.has(i));
  if (step) return WORDS[step.kind] ?? 'other steps';
  return before.length === after.length ? undefined : 'other steps';
}

/** Sections that tell another thing each time although nothing was changed. */
const VOLATILE = new Set(['conntrack', 'ss', 'ip-neigh', 'ip-6-neigh']);

const signatureOf = ({ kind, stage, outcome, evidence, rules }: Step): string =>
  JSON.stringify([
    kind,
    stage,
    outcome,
    evidence.filter((e) => !VOLATILE.has(e.section)).map((e) => withoutCounters(e.text)),
    rules?.filter((r) => r.matched !== 'no').map((r) => withoutCounters(r.text)),
  ]);

/** Packet counters differ always and say nothing about a rule. */
export const withoutCounters = (line: string): string =>
  line.startsWith('#') ? '#' : line.replace(/\[\d+:\d+\]|\bcounter packets \d+ bytes \d+/g, '');
