import type { ComparedHop, Comparison } from '@skoop/api';
import { Glyph, type GlyphKind } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';

type State = ComparedHop['state'];
const WORDS: Readonly<Record<State, string>> = {
  same: 'same',
  changed: 'changed',
  'only-before': 'only before',
  'only-after': 'only after',
};

/** One path with both ways in it: what is alike is quiet, what differs is marked. */
export function ComparedPath({ comparison }: { comparison: Comparison }) {
  const { hops } = comparison;
  if (hops.length === 0) return null;
  const differing = hops.filter((h) => h.state !== 'same').length;
  return (
    <section aria-labelledby="path">
      <h2 id="path" className="section-title">
        The path
        <span className="t3">{differing === 0 ? 'every hop alike' : `${differing} of ${hops.length} hops differ`}</span>
      </h2>
      {(['request', 'reply'] as const).map((direction) => {
        const own = hops.filter((h) => h.direction === direction);
        if (own.length === 0) return null;
        return (
          <div key={direction} className="compared box">
            <h3>{direction === 'request' ? 'Request' : 'Reply'}</h3>
            <ol>
              {own.map((hop, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: hops of a stored comparison never move.
                <li key={i} className={hop.state}>
                  <span className="compared-dot" aria-hidden="true" />
                  <b>{hop.netns === 'host' ? hop.node : hop.netns === 'external' ? 'outside' : hop.netns}</b>
                  <span className="t3">{hop.netns === 'host' ? 'host namespace' : hop.node}</span>
                  <span className="compared-ends">
                    <End comparison={comparison} hop={hop} side="before" />
                    <Icon name="arrow" size={14} />
                    <End comparison={comparison} hop={hop} side="after" />
                  </span>
                  <span className="compared-what">
                    {hop.difference ?? (hop.state === 'same' ? '' : WORDS[hop.state])}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        );
      })}
    </section>
  );
}

/** How the packet fared at this hop on one side. */
function End({ comparison, hop, side }: { comparison: Comparison; hop: ComparedHop; side: 'before' | 'after' }) {
  const at = hop[side];
  const trace = at && comparison[side].diagnosis?.traces[at.trace];
  const steps = trace?.hops[at?.hop ?? -1]?.steps;
  const [glyph, word]: readonly [GlyphKind, string] = !steps
    ? ['ring', 'not reached']
    : steps.some((s) => s.outcome === 'drop' || s.kind === 'drop')
      ? ['bad', 'dropped']
      : steps.at(-1)?.outcome === 'unknown'
        ? ['unk', 'unknown']
        : ['ok', 'passed'];
  return (
    <span className="compared-end">
      <Glyph kind={glyph} size={16} />
      {word}
    </span>
  );
}
