import type { Diagnosis } from '@skoop/model';
import type { Branch } from './branches.ts';
import type { Placed } from './columns.ts';
import type { Card, CardState } from './pathView.ts';

export type Way = { readonly branch: Branch; readonly stops: readonly Placed[] };

const precedence: Record<CardState, number> = { promised: 0, unknown: 1, passed: 2, delivered: 3, dropped: 4 };

/** Cards of all branches: stops with equal ids become one. */
export function mergeCards(d: Diagnosis, ways: readonly Way[], counts: ReadonlyMap<string, number>): readonly Card[] {
  const groups = new Map<string, { stop: Placed; branch: Branch; index: number }[]>();
  for (const { branch, stops } of ways)
    stops.forEach((stop, index) => {
      const entry = { stop, branch, index };
      const list = groups.get(stop.card);
      if (list) list.push(entry);
      else groups.set(stop.card, [entry]);
    });
  return [...groups].map(([id, members]) => {
    const first = members.find((m) => m.stop.kind === 'taken') ?? members[0];
    if (!first) throw new Error('a group of cards is never empty');
    const { stop } = first;
    const titles = new Set(members.map((m) => m.stop.title));
    const reached = members.filter((m) => m.index <= m.branch.reached);
    return {
      id,
      lane: stop.lane,
      column: stop.column,
      heading: stop.heading,
      row: stop.row,
      sub: stop.sub,
      role: stop.role,
      icon: stop.icon,
      ...namesOf(
        d,
        members.map((m) => m.stop),
        titles.size,
        counts,
      ),
      badge: reached.map((m) => m.stop.badge).find((b) => b !== '') ?? '',
      state: members.map(stateOf).reduce((a, b) => (precedence[b] > precedence[a] ? b : a)),
      number: reached.length === 0 ? 0 : Math.min(...reached.map((m) => m.index + 1)),
      gap: members.some((m) => m.stop.gap),
      suspicions:
        stop.row === 'pod' && stop.netns !== 'host' ? (d.nodes.find((n) => n.id === stop.netns)?.suspicions ?? []) : [],
      branches: [...new Set(members.map((m) => m.branch.id))],
    };
  });
}

function stateOf({ stop, branch, index }: { stop: Placed; branch: Branch; index: number }): CardState {
  if (index > branch.reached) return stop.kind === 'unknown' ? 'unknown' : 'promised';
  if (index < branch.reached || branch.mark?.between) return 'passed';
  return branch.tone === 'ok' ? 'delivered' : branch.tone === 'bad' ? 'dropped' : 'passed';
}

function namesOf(
  d: Diagnosis,
  stops: readonly Placed[],
  distinct: number,
  counts: ReadonlyMap<string, number>,
): Pick<Card, 'name' | 'title' | 'fact'> {
  const first = stops[0];
  if (!first) return { name: '', title: '', fact: '' };
  if (distinct <= 1 && (first.row !== 'stack' || !counts.has(first.lane))) {
    const same = stops.every((s) => s.fact === first.fact);
    return {
      name: first.name,
      title: first.title,
      fact: same || !counts.has(first.lane) ? first.fact : `on ${counts.get(first.lane)} nodes`,
    };
  }
  if (first.row === 'pod' && first.icon === 'pod') {
    const service = d.question.destination.type === 'service' ? (d.question.destination.name ?? '') : '';
    return {
      name: service === '' ? `${distinct} pods` : `${distinct} pods of ${service}`,
      title: [...new Set(stops.map((s) => s.title))].slice(0, 40).join(', '),
      fact: 'all alike',
    };
  }
  const names = new Set(stops.map((s) => s.name));
  return {
    name: names.size === 1 ? first.name : `${names.size} alike`,
    title: [...names].slice(0, 40).join(', '),
    fact: counts.has(first.lane) ? `on ${counts.get(first.lane)} nodes` : first.fact,
  };
}
