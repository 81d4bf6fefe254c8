import type { Verdict } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { siteOf } from '../fate.ts';
import { type Flow, type ProbeResult, probeAll } from '../probe.ts';
import type { Disagreement } from './disagreements.ts';

/** New connections by which shares are judged. */
const CONNECTIONS = 40;
/** A share is wrong if chance alone would show what was seen less often than this. */
const DOUBT = 1e-5;
const FAILS = 'fails';

const viewOf = (cluster: Cluster, r: ProbeResult): string => {
  if (r.symptom !== 'connected' || !r.server) return FAILS;
  const site = siteOf(cluster, r.server);
  return `${site.node || '-'}/${site.netns} at ${r.serverAddress} sees ${r.seenSource}`;
};

function expectedShares(verdict: Verdict): Map<string, number> {
  const out = new Map<string, number>();
  const add = (key: string, share: number) => out.set(key, (out.get(key) ?? 0) + share);
  for (const s of verdict.servers) add(`${s.node || '-'}/${s.netns} at ${s.address} sees ${s.source}`, s.share);
  for (const d of verdict.drops) add(FAILS, d.share);
  return out;
}

const logFactorial = (n: number): number => {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
};

const probability = (k: number, n: number, p: number): number =>
  Math.exp(
    logFactorial(n) -
      logFactorial(k) -
      logFactorial(n - k) +
      (k ? k * Math.log(p) : 0) +
      (n - k ? (n - k) * Math.log1p(-p) : 0),
  );

/** Chance that a share of p shows k of n times, or something less likely. The exact binomial test. */
export function binomialDoubt(k: number, n: number, p: number): number {
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const seen = probability(k, n, p) * (1 + 1e-9);
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const each = probability(i, n, p);
    if (each <= seen) sum += each;
  }
  return sum;
}

/** Differences of what was counted and what a verdict says. `sticky`: one client always meets the same choice. */
export function compareShares(
  seen: ReadonlyMap<string, number>,
  verdict: Verdict,
  sticky: boolean,
): readonly Disagreement[] {
  const expected = expectedShares(verdict);
  const n = [...seen.values()].reduce((a, b) => a + b, 0);
  const wrong = [...new Set([...seen.keys(), ...expected.keys()])].filter((key) => {
    const count = seen.get(key) ?? 0;
    const share = expected.get(key) ?? 0;
    return sticky ? count > 0 && share === 0 : binomialDoubt(count, n, share) < DOUBT;
  });
  return wrong.map((key) => ({
    field: 'share',
    kernel: `${seen.get(key) ?? 0} of ${n}: ${key}`,
    skoop: String(expected.get(key) ?? 0),
  }));
}

/** Opens many connections at once and compares who answered how often. */
export async function askShares(
  cluster: Cluster,
  flow: Flow,
  verdict: Verdict,
  sticky: boolean,
): Promise<readonly Disagreement[]> {
  await cluster.forgetCaches();
  const results = await probeAll(
    cluster,
    Array.from({ length: CONNECTIONS }, () => flow),
  );
  const seen = new Map<string, number>();
  for (const r of results) {
    const view = viewOf(cluster, r);
    seen.set(view, (seen.get(view) ?? 0) + 1);
  }
  return compareShares(seen, verdict, sticky);
}
