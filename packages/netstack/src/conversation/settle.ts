import type { Assumption, Drop, Gap, Outcome, Server, Symptom, Verdict } from '@skoop/model';
import type { Choice } from '../fork.ts';
import type { Branch, Result } from './question.ts';

/** Share of new connections that ends in each way. */
type Distribution = ReadonlyMap<string, { readonly share: number; readonly branch: Branch }>;

/** What the client and the server can tell apart: futures of a *maybe* that agree in this end alike. */
function clientView(r: Result): string {
  if (r.kind === 'connected')
    return `connected ${r.server.netns} ${r.server.node} ${r.server.address} ${r.server.source}`;
  if (r.kind === 'failed') return `failed ${r.symptom} ${r.errno ?? ''}`;
  return `${r.kind} ${r.gap.id} ${r.gap.message}`;
}
const fullView = (r: Result): string =>
  r.kind === 'failed'
    ? `${clientView(r)} ${r.loss.direction} ${r.loss.node} ${r.loss.netns} ${r.loss.stage} ${r.loss.reason}`
    : clientView(r);

type Settled = { readonly ends: Distribution; readonly gaps: readonly Gap[]; readonly undecided: boolean };

/** Weighs a decision tree: random decisions by probability; a *maybe* whose futures end alike did not matter. */
function settleTree(branches: readonly Branch[], depth: number): Settled {
  const first = branches[0];
  const choice = branches.find((b) => b.choices.length > depth)?.choices[depth];
  if (!first) return { ends: new Map(), gaps: [], undecided: false };
  if (!choice) return leaf(first);
  const groups = new Map<number, Branch[]>();
  for (const b of branches) {
    const index = b.choices[depth]?.index ?? -1;
    const list = groups.get(index);
    if (list) list.push(b);
    else groups.set(index, [b]);
  }
  const settled = [...groups].map(([, list]) => ({
    choice: list[0]?.choices[depth] as Choice,
    result: settleTree(list, depth + 1),
  }));
  return choice.kind === 'random' ? weigh(settled) : compare(settled, choice.gap);
}

function leaf(branch: Branch): Settled {
  const { result } = branch;
  const open = result.kind === 'unknown' || result.kind === 'missing';
  return {
    ends: new Map([[fullView(result), { share: 1, branch }]]),
    gaps: open ? [result.gap] : [],
    undecided: open,
  };
}

type Weighed = readonly { readonly choice: Choice; readonly result: Settled }[];

function weigh(parts: Weighed): Settled {
  const total = parts.reduce((n, p) => n + probability(p.choice), 0) || 1;
  const ends = new Map<string, { share: number; branch: Branch }>();
  for (const { choice, result } of parts) addShares(ends, result.ends, probability(choice) / total);
  return { ends, gaps: gapsOf(parts), undecided: parts.some((p) => p.result.undecided) };
}

const probability = (c: Choice): number => (c.kind === 'random' ? c.probability : 1);
const gapsOf = (parts: Weighed): readonly Gap[] => parts.flatMap((p) => p.result.gaps);

function addShares(into: Map<string, { share: number; branch: Branch }>, from: Distribution, factor: number): void {
  for (const [key, { share, branch }] of from) {
    const before = into.get(key);
    into.set(key, { share: (before?.share ?? 0) + share * factor, branch: before?.branch ?? branch });
  }
}

/** Do all futures of a *maybe* give the client the same, with the same shares? */
function compare(parts: Weighed, gap: Gap): Settled {
  const views = parts.map(({ result }) => {
    const view = new Map<string, number>();
    for (const { share, branch } of result.ends.values()) {
      const key = clientView(branch.result);
      view.set(key, (view.get(key) ?? 0) + share);
    }
    return [...view]
      .map(([k, n]) => `${k}=${n.toFixed(4)}`)
      .sort()
      .join('|');
  });
  const same = views.every((v) => v === views[0]);
  const ends = new Map<string, { share: number; branch: Branch }>();
  for (const { result } of parts) addShares(ends, result.ends, 1 / parts.length);
  const inner = parts.some((p) => p.result.undecided);
  if (same) return { ends, gaps: gapsOf(parts), undecided: inner };
  return { ends, gaps: [gap, ...gapsOf(parts)], undecided: true };
}

const unique = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [
  ...new Map(items.map((i) => [key(i), i])).values(),
];

/** The verdict of all futures, without its sentence. */
export function settle(
  branches: readonly Branch[],
): Omit<Verdict, 'sentence'> & { readonly shares: ReadonlyMap<string, number> } {
  const { ends, gaps, undecided } = settleTree(branches, 0);
  const list = [...ends.values()].toSorted((a, b) => b.share - a.share);
  const delivered = round(list.filter((e) => e.branch.result.kind === 'connected').reduce((n, e) => n + e.share, 0));
  const symptoms = new Set(list.map((e) => symptomOfResult(e.branch.result)));
  const outcome: Outcome = undecided
    ? 'unknown'
    : delivered >= 1
      ? 'delivered'
      : delivered <= 0
        ? 'dropped'
        : 'partial';
  const symptom: Symptom = undecided ? 'unknown' : symptoms.size === 1 ? ([...symptoms][0] as Symptom) : 'mixed';
  const assumptions: readonly Assumption[] = unique(
    branches.flatMap((b) => b.assumptions),
    (a) => `${a.id} ${a.message}`,
  );
  return {
    outcome,
    deliveredShare: delivered,
    symptom,
    servers: serversOf(list),
    drops: list.flatMap((e) => dropOf(e.branch, round(e.share))),
    assumptions,
    gaps: unique(gaps, (g) => `${g.id} ${g.node} ${g.netns} ${g.message}`),
    shares: new Map(list.map((e) => [e.branch.id, e.share])),
  };
}

const round = (share: number): number => Math.round(share * 1e6) / 1e6;

const symptomOfResult = (r: Result): Symptom =>
  r.kind === 'connected' ? 'connected' : r.kind === 'failed' ? r.symptom : 'unknown';

function serversOf(list: readonly { readonly share: number; readonly branch: Branch }[]): readonly Server[] {
  const servers = new Map<string, Server>();
  for (const { share, branch } of list) {
    const { result } = branch;
    if (result.kind !== 'connected') continue;
    const s = result.server;
    const key = `${s.node} ${s.netns} ${s.address} ${s.port} ${s.source}`;
    servers.set(key, { share: round((servers.get(key)?.share ?? 0) + share), ...s });
  }
  return [...servers.values()].toSorted((a, b) => b.share - a.share);
}

function dropOf(branch: Branch, share: number): readonly Drop[] {
  const { result } = branch;
  if (result.kind !== 'failed') return [];
  const { loss, symptom, errno } = result;
  return [{ share, ...loss, symptom, ...(errno === undefined ? {} : { errno }), branch: branch.id }];
}
