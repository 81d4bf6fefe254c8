import { type ComparedStop, type HopView, stepsApart } from '@skoop/render';
import { Link } from 'react-router';
import { EvidenceSource } from '../data/evidenceSource.ts';
import { ChangeSign } from '../ui/ChangeSign.tsx';
import { HopSteps } from '../ui/HopSteps.tsx';
import { OutcomePill } from '../ui/OutcomePill.tsx';
import { ComparedSteps } from './ComparedSteps.tsx';
import { changeWords } from './changeWords.ts';
import type { Compared, ComparedSide } from './useCompared.ts';

/** One place on both sides: how the packet fared there, and the steps and rules that are not alike. */
export function ComparedHop({
  compared,
  stop,
  onMove,
}: {
  compared: Compared;
  stop: ComparedStop;
  onMove: (by: number) => void;
}) {
  const { before, after, selection } = compared;
  const total = selection.view.stops.length;
  const apart = stepsApart(stop.before?.steps ?? [], stop.after?.steps ?? []);
  return (
    <aside className="inspector compared-hop" aria-label="Hop">
      <div className="bar">
        <b className="strong">
          Hop {stop.number} of {total}
        </b>
        <span className="push" />
        <HopSteps number={stop.number} total={total} onMove={onMove} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div className="inspector-body" tabIndex={0} role="group" aria-label={stop.title} key={stop.card}>
        <div className="inspector-head">
          <div>
            <h3>{stop.title}</h3>
            <p className="compared-what">
              {stop.change ? <ChangeSign change={stop.change} size={18} /> : null}
              {changeWords(stop)}
            </p>
          </div>
        </div>
        <HopSide word="Before" side={before} hop={stop.before} apart={apart.before} direction={selection.direction} />
        <HopSide word="After" side={after} hop={stop.after} apart={apart.after} direction={selection.direction} />
      </div>
    </aside>
  );
}

function HopSide({
  word,
  side,
  hop,
  apart,
  direction,
}: {
  word: string;
  side: ComparedSide;
  hop: HopView | undefined;
  apart: ReadonlySet<number>;
  direction: string;
}) {
  const to = `/d/${side.record.id}?${new URLSearchParams({ dir: direction, branch: hop?.branch ?? '', hop: String(hop?.number) })}`;
  return (
    <section className="hop-side" aria-label={`${word} at this hop`}>
      <h4>
        {word}
        <OutcomePill outcome={hop?.outcome} />
        {hop ? (
          <Link to={to} className="push">
            open <span className="sr">this hop in the diagnosis {word.toLowerCase()}</span>
          </Link>
        ) : null}
      </h4>
      {hop ? (
        <EvidenceSource value={side.record.snapshot?.id}>
          <ComparedSteps hop={hop} apart={apart} />
        </EvidenceSource>
      ) : null}
    </section>
  );
}
