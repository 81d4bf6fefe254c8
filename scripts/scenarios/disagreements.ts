import type { Diagnosis } from '@skoop/model';
import type { Fate } from './recorded.ts';

const words = (parts: Readonly<Record<string, unknown>>): string =>
  Object.entries(parts)
    .map(([k, v]) => `${k} ${String(v)}`)
    .join(', ');

/**
 * Where a diagnosis and what the kernels did part; empty if they agree. Several fates of one question are what several attempts met, so each must be
 * one of the diagnosis's futures, and the outcome follows from them.
 */
export function disagreements({ verdict }: Diagnosis, fates: readonly Fate[]): readonly string[] {
  const problems: string[] = [];
  const differ = (what: string, kernel: unknown, skoop: unknown): void => {
    problems.push(`${what}: the kernel says ${String(kernel)}, Skoop ${String(skoop)}`);
  };
  const delivered = fates.filter((f) => f.outcome === 'delivered').length;
  const outcome = delivered === fates.length ? 'delivered' : delivered === 0 ? 'dropped' : 'partial';
  if (verdict.outcome !== outcome) differ('outcome', outcome, verdict.outcome);
  const symptoms = [...new Set(fates.map((f) => f.symptom))];
  const symptom = symptoms.length === 1 ? symptoms[0] : 'mixed';
  if (verdict.symptom !== symptom) differ('symptom', symptom, verdict.symptom);
  for (const fate of fates) {
    const { server, drop } = fate;
    if (fate.outcome === 'delivered' && server) {
      const same = verdict.servers.some(
        (s) =>
          s.node === server.node &&
          s.netns === server.netns &&
          s.address === server.address &&
          s.source === server.source &&
          (server.port === undefined || s.port === server.port),
      );
      if (!same) differ('server', words(server), verdict.servers.map((s) => words(s)).join(' | ') || 'none');
    }
    if (fate.outcome === 'dropped' && drop) {
      const places = [drop, ...(fate.copies ?? [])];
      const at = verdict.drops.find((d) =>
        places.some(
          (p) => d.node === p.node && d.netns === p.netns && d.direction === p.direction && d.reason === p.reason,
        ),
      );
      const place = words({
        node: drop.node,
        netns: drop.netns,
        direction: drop.direction,
        stage: drop.stage,
        reason: drop.reason,
      });
      if (!at) {
        const skoop = verdict.drops.map((d) =>
          words({ node: d.node, netns: d.netns, direction: d.direction, stage: d.stage, reason: d.reason }),
        );
        differ('drop', place, skoop.join(' | ') || 'none');
      } else {
        if (fate.errno && at.errno !== fate.errno) differ('errno', fate.errno, at.errno ?? 'none');
        if (!places.some((p) => p.stage === at.stage)) differ('stage', drop.stage, at.stage);
      }
    }
  }
  return problems;
}
