import { type Diagnosis, LEVELS, type Level } from '@skoop/model';

const OUTCOMES = ['dropped', 'partial', 'unknown'] as const;
export const FAIL_ON = [...OUTCOMES, ...LEVELS.map((l) => `suspicion:${l}`)];

/** Whether one of the conditions of `--fail-on` holds. `suspicion:LEVEL` means that level or worse. */
export function failsOn(diagnosis: Diagnosis, conditions: readonly string[]): boolean {
  const suspicions = [...diagnosis.cluster.suspicions, ...diagnosis.nodes.flatMap((n) => n.suspicions)];
  const worst = Math.max(-1, ...suspicions.map((s) => LEVELS.indexOf(s.level)));
  return conditions.some((c) =>
    c.startsWith('suspicion:')
      ? worst >= LEVELS.indexOf(c.slice('suspicion:'.length) as Level)
      : diagnosis.verdict.outcome === c,
  );
}
