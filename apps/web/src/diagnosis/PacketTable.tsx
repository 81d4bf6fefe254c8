import type { HopView } from '@skoop/render';
import { useDiagnosis } from './context.ts';
import { packetRows } from './packetRows.ts';

/** The header before and after. Where the packet ends, before is how it left the sender: the whole way is behind it. */
export function PacketTable({ hop }: { hop: HopView }) {
  const { selection } = useDiagnosis();
  const first = selection.branch?.hops[0];
  const ended = hop.outcome === 'dropped' || hop.outcome === 'unknown';
  const whole = ended && first !== undefined && first.id !== hop.id;
  const before = whole ? first.before : hop.before;
  const after = whole ? hop.before : hop.after;
  const sender = selection.direction === 'request' ? 'client' : 'server';
  const rows = packetRows(before, after);
  const changedAt = (field: string): string => {
    if (!whole) return '';
    const at = selection.branch?.hops.findLast(
      (h) => h.number < hop.number && packetRows(h.before, h.after).some((r) => r.field === field && r.sign !== ''),
    );
    return at ? `hop ${at.number}` : '';
  };
  return (
    <table className="packet">
      <thead>
        <tr>
          <th scope="col">packet</th>
          <th scope="col">{whole ? `left the ${sender}` : 'before'}</th>
          <th scope="col">{whole ? (hop.outcome === 'unknown' ? 'last seen' : 'arrives here') : 'after'}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field} className={row.sign ? 'changed' : undefined}>
            <th scope="row">{row.field}</th>
            <td title={row.before}>
              {row.sign === '~' && row.field !== 'ttl, size' ? (
                <del>{row.before}</del>
              ) : (
                <span className={row.before === 'none' ? 't3' : undefined}>{row.before}</span>
              )}
            </td>
            <td title={row.after}>
              <div>
                <span className="cut">
                  <span className="sign">{row.sign}</span>
                  {row.sign ? row.after : <span className="t3">same</span>}
                </span>
                {row.sign && row.field !== 'ttl, size' ? <small>{changedAt(row.field)}</small> : null}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
