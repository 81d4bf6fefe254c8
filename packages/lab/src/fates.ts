import type { Cluster } from './cluster.ts';
import { droppingRule } from './dropping-rule.ts';
import { type Fate, fateOf, type Site } from './fate.ts';
import type { Flow } from './probe.ts';
import type { Tracer } from './tracer.ts';

export type FateShare = { readonly fate: Fate; readonly count: number };

/** What makes two fates the same future: where it ends, not which copy was seen first. */
const keyOf = (f: Fate): string => JSON.stringify([f.outcome, f.symptom, f.errno, f.server, f.drop]);

/** Name of the namespace in the cluster that a site is; undefined for what is outside. */
const targetOf = (site: Site): string | undefined =>
  site.node === '' ? undefined : site.netns === 'host' ? site.node : site.netns;

const TRIES = 12; // to meet the same future again where the kernel rolls dice

/** Adds the rule that dropped, where one did: the flow is sent again between two looks at the counters. */
async function explainFate(cluster: Cluster, tracer: Tracer, flow: Flow, fate: Fate, tries: number): Promise<Fate> {
  const target = fate.drop && targetOf(fate.drop);
  if (fate.drop?.reason !== 'NETFILTER_DROP' || !target) return fate;
  for (let i = 0; i < tries; i++) {
    let same = false;
    const found = await droppingRule(cluster, target, async () => {
      same = keyOf(await fateOf(cluster, tracer, flow)) === keyOf(fate);
    });
    if (!same || !found) continue;
    const stage = fate.drop.stage.replace('netfilter/', `${found.table}/`);
    return { ...fate, drop: { ...fate.drop, stage, rule: found.rule } };
  }
  return fate;
}

/** Sends a flow so often, one after the other, and counts the futures; the order is that of their keys, not of chance. */
export async function fatesOf(
  cluster: Cluster,
  tracer: Tracer,
  flow: Flow,
  times: number,
  tries = TRIES,
): Promise<readonly FateShare[]> {
  const seen = new Map<string, { fate: Fate; count: number }>();
  for (let i = 0; i < times; i++) {
    await cluster.forgetCaches();
    const fate = await fateOf(cluster, tracer, flow);
    const entry = seen.get(keyOf(fate));
    if (entry) entry.count++;
    else seen.set(keyOf(fate), { fate, count: 1 });
  }
  const ordered = [...seen.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);
  const out: FateShare[] = [];
  for (const { fate, count } of ordered)
    out.push({ fate: await explainFate(cluster, tracer, flow, fate, tries), count });
  return out;
}
