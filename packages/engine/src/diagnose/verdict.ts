import type { Assumption, Drop, Gap, Outcome, Server, Symptom, Verdict } from '@skoop/model';
import type { Branch } from './branch.ts';

/** The verdict of all branches, but for its sentence. */
export function verdictOf(branches: readonly Branch[], more: readonly Assumption[] = []): Omit<Verdict, 'sentence'> {
  const share = (outcome: Branch['outcome']): number =>
    round(branches.filter((b) => b.outcome === outcome).reduce((sum, b) => sum + b.share, 0));
  const outcome = outcomeOf(share('delivered'), share('dropped'), share('unknown'));
  return {
    outcome,
    deliveredShare: share('delivered'),
    symptom: outcome === 'unknown' ? 'unknown' : symptomOf(branches),
    servers: serversOf(branches),
    drops: dropsOf(branches),
    assumptions: distinct<Assumption>(
      [...more, ...branches.flatMap((b) => b.assumptions)],
      (a) => `${a.id} ${a.message}`,
    ),
    gaps: distinct<Gap>(
      branches.flatMap((b) => b.gaps),
      (g) => `${g.id} ${g.node} ${g.netns} ${g.message}`,
    ),
  };
}

function outcomeOf(delivered: number, dropped: number, unknown: number): Outcome {
  if (unknown > 0 || delivered + dropped === 0) return 'unknown';
  if (dropped === 0) return 'delivered';
  return delivered === 0 ? 'dropped' : 'partial';
}

function symptomOf(branches: readonly Branch[]): Symptom {
  const all = new Set(branches.map((b) => b.symptom));
  const [first] = all;
  return all.size === 1 && first !== undefined ? first : 'mixed';
}

function serversOf(branches: readonly Branch[]): readonly Server[] {
  const out = new Map<string, Server>();
  for (const b of branches) {
    if (b.outcome !== 'delivered' || !b.server) continue;
    const key = JSON.stringify([b.server.node, b.server.netns, b.server.address, b.server.port, b.server.source]);
    out.set(key, { ...b.server, share: round((out.get(key)?.share ?? 0) + b.share) });
  }
  return [...out.values()].toSorted(
    (a, b) =>
      b.share - a.share || compare(a.netns, b.netns) || compare(a.address, b.address) || compare(a.source, b.source),
  );
}

function dropsOf(branches: readonly Branch[]): readonly Drop[] {
  const out = new Map<string, Drop>();
  for (const b of branches) {
    if (!b.drop || b.outcome !== 'dropped') continue;
    const { direction, node, netns, stage, reason, device, evidence } = b.drop;
    const key = JSON.stringify([direction, node, netns, stage, reason, device, b.symptom, b.errno, evidence]);
    const drop = { ...b.drop, symptom: b.symptom, errno: b.errno, branch: b.id };
    out.set(key, { ...drop, share: round((out.get(key)?.share ?? 0) + b.share) });
  }
  return [...out.values()].toSorted(
    (a, b) => b.share - a.share || compare(a.node, b.node) || compare(a.netns, b.netns) || compare(a.stage, b.stage),
  );
}

export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.toReversed().map((x) => [keyOf(x), x])).values()].toReversed();
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Shares to a millionth: sums of thirds come out as 1. */
export const round = (n: number): number => Math.round(n * 1e6) / 1e6;
