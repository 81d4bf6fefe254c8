import type { Gap } from '@skoop/model';
import type { Fork } from '@skoop/netstack';
import type { Branch } from './branch.ts';

/** A future's end before shares are known. */
export type End = Omit<Branch, 'share'>;

/**
 * Weighs futures. Random decisions share out; the alternatives of a *maybe* are compared: if all end alike for the client the gap
 * did not matter, else what lies behind it is unknown, because of the gap.
 */
export function settle(forks: readonly Fork<End>[]): readonly Branch[] {
  return settleFrom(forks, 0, 1);
}

function settleFrom(forks: readonly Fork<End>[], depth: number, share: number): readonly Branch[] {
  const first = forks[0];
  if (!first) return [];
  const choice = first.choices[depth];
  if (!choice) return [{ ...first.value, share }];
  const groups = new Map<number, Fork<End>[]>();
  for (const fork of forks) {
    const index = fork.choices[depth]?.index ?? choice.index;
    const group = groups.get(index);
    if (group) group.push(fork);
    else groups.set(index, [fork]);
  }
  if (choice.kind === 'random')
    return [...groups.values()].flatMap((group) => {
      const mine = group[0]?.choices[depth];
      return settleFrom(group, depth + 1, share * (mine?.kind === 'random' ? mine.probability : 1));
    });
  const alternatives = [...groups.values()].map((group) => settleFrom(group, depth + 1, share));
  const [chosen = []] = alternatives;
  if (new Set(alternatives.map(fates)).size <= 1) return chosen;
  return [unknown(alternatives.flat(), choice.gap, share)];
}

/** What the client can tell apart: how much of its connections ends how, and with whom. */
function fates(branches: readonly Branch[]): string {
  const out = new Map<string, number>();
  for (const b of branches) {
    const key = JSON.stringify([b.outcome, b.symptom, b.errno, b.server?.node, b.server?.netns, b.server?.address]);
    out.set(key, (out.get(key) ?? 0) + b.share);
  }
  return JSON.stringify([...out].map(([k, v]) => [k, v.toFixed(6)]).sort());
}

function unknown(alternatives: readonly Branch[], gap: Gap, share: number): Branch {
  return {
    id: alternatives[0]?.id ?? '',
    share,
    outcome: 'unknown',
    symptom: 'unknown',
    gaps: [gap, ...alternatives.flatMap((b) => b.gaps)],
    assumptions: alternatives.flatMap((b) => b.assumptions),
    missing: [...new Set(alternatives.flatMap((b) => b.missing))],
  };
}
