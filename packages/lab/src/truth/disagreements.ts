import type { Verdict } from '@skoop/model';
import type { Fate, FateDrop, Site } from '../fate.ts';

/** A field in which a verdict and the kernel differ. */
export type Disagreement = {
  readonly field: 'outcome' | 'symptom' | 'server' | 'drop' | 'stage' | 'errno' | 'share';
  readonly kernel: string;
  readonly skoop: string;
};

const siteText = (s: Site): string => `${s.node || '-'}/${s.netns}`;
const dropText = (d: Site & { direction: string; reason: string }): string =>
  `${d.direction} ${siteText(d)} ${d.reason}`;

const outcomeOf = (fates: readonly Fate[]): Verdict['outcome'] => {
  const delivered = fates.filter((f) => f.outcome === 'delivered').length;
  return delivered === fates.length ? 'delivered' : delivered === 0 ? 'dropped' : 'partial';
};

const symptomOf = (fates: readonly Fate[]): string => {
  const symptoms = new Set(fates.map((f) => f.symptom));
  return symptoms.size === 1 ? [...symptoms].join() : 'mixed';
};

const sameDrop = (a: Site & { direction: string; reason: string }, b: FateDrop): boolean =>
  a.node === b.node && a.netns === b.netns && a.direction === b.direction && a.reason === b.reason;

/** A stack shows the hook, and not which table it was, nor that the packet was routed anew inside it. */
function sameStage(skoop: string, kernel: string): boolean {
  if (skoop === kernel || (skoop === 'local-out/reroute' && kernel === 'netfilter/OUTPUT')) return true;
  const [table, hook] = kernel.split('/');
  return table === 'netfilter' && skoop.endsWith(`/${hook}`);
}

function compareFate(fate: Fate, verdict: Verdict): Disagreement[] {
  if (fate.outcome === 'delivered') {
    const { server } = fate;
    if (!server) return [];
    const text = `${siteText(server)} at ${server.address} sees ${server.source}`;
    const found = verdict.servers.map((s) => `${siteText(s)} at ${s.address} sees ${s.source}`);
    return found.includes(text) ? [] : [{ field: 'server', kernel: text, skoop: found.join(', ') || 'nobody' }];
  }
  if (!fate.drop) return [];
  const places = [fate.drop, ...(fate.copies ?? [])];
  // The same packet may die at one place in several futures, of which the client hears differently.
  const there = verdict.drops.filter((d) => places.some((p) => sameDrop(d, p)));
  const found =
    there.find((d) => d.errno === fate.errno && places.some((p) => sameStage(d.stage, p.stage))) ?? there[0];
  if (!found)
    return [{ field: 'drop', kernel: dropText(fate.drop), skoop: verdict.drops.map(dropText).join(', ') || 'nowhere' }];
  const out: Disagreement[] = [];
  if (fate.errno !== undefined && found.errno !== fate.errno)
    out.push({ field: 'errno', kernel: fate.errno, skoop: found.errno ?? 'none' });
  // Outside the nodes a stage names a part of the lab's own underlay, of which a snapshot knows nothing.
  if (found.node !== '' && !places.some((p) => sameStage(found.stage, p.stage)))
    out.push({ field: 'stage', kernel: fate.drop.stage, skoop: found.stage });
  return out;
}

/**
 * Where a verdict differs from what kernels were seen to do. The fates are all different futures that were seen; `complete` says
 * that no other can happen, else the verdict may know more of them.
 */
export function disagreements(verdict: Verdict, fates: readonly Fate[], complete: boolean): readonly Disagreement[] {
  const out: Disagreement[] = [];
  const more = verdict.outcome === 'partial' && !complete;
  const outcome = outcomeOf(fates);
  if (verdict.outcome !== outcome && !more) out.push({ field: 'outcome', kernel: outcome, skoop: verdict.outcome });
  const symptom = symptomOf(fates);
  const mixed = verdict.symptom === 'mixed' && !complete;
  if (verdict.symptom !== symptom && !more && !mixed)
    out.push({ field: 'symptom', kernel: symptom, skoop: verdict.symptom });
  for (const fate of fates) out.push(...compareFate(fate, verdict));
  return out;
}
