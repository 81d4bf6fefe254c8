import type { HopView } from '@skoop/render';
import { Ticked } from '../ui/Ticked.tsx';
import { useDiagnosis } from './context.ts';

/** Where facts end: why, what is missing, and what fills the gap. */
export function GapBox({ hop }: { hop: HopView }) {
  const { diagnosis } = useDiagnosis();
  if (hop.outcome !== 'unknown') return null;
  const own = hop.steps.flatMap((s) => (s.gap ? [s.gap] : []));
  const gaps = own.length > 0 ? own : diagnosis.verdict.gaps;
  const shown = [...new Map(gaps.map((g) => [`${g.id} ${g.node} ${g.message}`, g])).values()].slice(0, 3);
  if (shown.length === 0) return null;
  return (
    <div className="gap-box">
      {shown.map((gap) => (
        <div key={`${gap.id} ${gap.node} ${gap.message}`}>
          <p>
            <b>{gap.node || 'Cluster'}:</b> <Ticked text={gap.message} />
          </p>
          {gap.action ? (
            <p>
              <b>What fills the gap:</b> <Ticked text={gap.action} />
            </p>
          ) : null}
        </div>
      ))}
    </div>
  );
}
