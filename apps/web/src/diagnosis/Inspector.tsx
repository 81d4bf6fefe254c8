import { byHand, type HopView } from '@skoop/render';
import { useEffect, useRef } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { HopSteps } from '../ui/HopSteps.tsx';
import { OutcomePill } from '../ui/OutcomePill.tsx';
import { useDiagnosis } from './context.ts';
import { GapBox } from './GapBox.tsx';
import { PacketTable } from './PacketTable.tsx';
import { decidingIndex, StepList } from './StepList.tsx';

const namespaceWords = (hop: HopView): string =>
  hop.netns === 'host'
    ? 'host namespace'
    : hop.netns === 'external'
      ? 'outside the cluster'
      : `namespace of ${hop.netns}`;

/** One place under the glass: the packet before and after, and what the kernel did in between. */
export function Inspector() {
  const { selection, select } = useDiagnosis();
  const { branch, hop } = selection;
  const body = useRef<HTMLDivElement>(null);
  const shown = `${hop?.id} ${selection.step}`;
  // The rule that decides is the point of it all: it is in sight when a hop opens.
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another hop or step is shown, and only then.
  useEffect(() => {
    const room = body.current;
    const target = room?.querySelector('.step[aria-current], .rule.hit');
    if (!room || !target || room.scrollHeight <= room.clientHeight) return;
    const below = target.getBoundingClientRect().bottom - room.getBoundingClientRect().bottom;
    if (below > -24) room.scrollTop += below + 56;
  }, [shown]);
  if (!branch || !hop)
    return (
      <aside className="inspector" aria-label="Hop">
        <p className="note">No packet went this way.</p>
      </aside>
    );
  const total = branch.hops.length;
  const step = hop.steps[selection.step === undefined ? decidingIndex(hop) : selection.step - 1] ?? hop.steps.at(-1);
  const stage = step?.stage;
  return (
    <aside className="inspector" aria-label="Hop">
      <div className="bar">
        <b className="strong">
          Hop {hop.number} of {total}
        </b>
        <span className="t3 cut">
          {selection.direction === 'request' ? 'to' : 'from'} {branch.target}
        </span>
        <span className="push" />
        <HopSteps number={hop.number} total={total} onMove={(by) => select({ hop: hop.number + by })} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div ref={body} className="inspector-body" tabIndex={0} role="group" aria-label={hop.description} key={hop.id}>
        <div className="inspector-head">
          <div>
            <h2>{hop.title}</h2>
            <p>
              {namespaceWords(hop)}
              {stage ? `, ${stage}` : ''}
            </p>
          </div>
          <OutcomePill outcome={hop.outcome} />
        </div>
        <GapBox hop={hop} />
        <PacketTable hop={hop} />
        <StepList hop={hop} />
        {hop.outcome === 'dropped' ? (
          <p className="note">Nothing behind this point was judged: there may be more.</p>
        ) : null}
        <ByHand commands={byHand(step)} hop={hop} />
      </div>
    </aside>
  );
}

function ByHand({ commands, hop }: { commands: readonly string[]; hop: HopView }) {
  if (commands.length === 0) return null;
  return (
    <div className="by-hand">
      <span>
        Check by hand{hop.node ? ` on ${hop.node}` : ''}
        {hop.netns === 'host' || hop.netns === 'external' ? '' : `, in the namespace of ${hop.netns}`}
      </span>
      <ul>
        {commands.slice(0, 4).map((command) => (
          <li key={command}>
            <code title={command}>{command}</code>
            <CopyButton text={command} what="command" />
          </li>
        ))}
      </ul>
    </div>
  );
}
