import type { Step } from '@skoop/model';
import type { HopView } from '@skoop/render';
import { useState } from 'react';
import { RuleList } from '../diagnosis/RuleList.tsx';
import { SentenceText } from '../diagnosis/SentenceText.tsx';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';
import { evidenceLabel } from '../ui/evidenceAddress.ts';

type Run = { readonly from: number; readonly steps: readonly Step[]; readonly alike: boolean };

/** Runs of steps that are alike on both sides, and those that are not. */
function runsOf(steps: readonly Step[], apart: ReadonlySet<number>): readonly Run[] {
  const runs: { from: number; steps: Step[]; alike: boolean }[] = [];
  steps.forEach((step, i) => {
    const alike = !apart.has(i);
    const last = runs.at(-1);
    if (last?.alike === alike) last.steps.push(step);
    else runs.push({ from: i, steps: [step], alike });
  });
  return runs;
}

/** The steps of one side at one place; those that the other side has too are folded. */
export function ComparedSteps({ hop, apart }: { hop: HopView; apart: ReadonlySet<number> }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  return (
    <ol className="steps">
      {runsOf(hop.steps, apart).map(({ from, steps, alike }) =>
        alike && !open.has(from) ? (
          <li key={from} className="step folded">
            <span className="step-number">{steps.length > 1 ? `${from + 1}–${from + steps.length}` : from + 1}</span>
            <button type="button" className="fold-button" onClick={() => setOpen((old) => new Set([...old, from]))}>
              {steps.length} {steps.length === 1 ? 'step' : 'steps'} alike ›
            </button>
          </li>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of a stored diagnosis never move.
          steps.map((step, i) => <StepRow key={from + i} step={step} number={from + i + 1} apart={!alike} />)
        ),
      )}
    </ol>
  );
}

function StepRow({ step, number, apart }: { step: Step; number: number; apart: boolean }) {
  const at = step.evidence[0];
  const tone =
    step.outcome === 'drop' ? 't-bad' : step.outcome === 'unknown' || step.outcome === 'maybe' ? 't-unk' : '';
  return (
    <li className={`step ${apart ? 'open' : ''}`}>
      <span className="step-number">{number}</span>
      <span className={`step-text ${tone}`}>
        <SentenceText sentence={step.sentence} />
      </span>
      {at ? <EvidenceLink at={at}>{evidenceLabel(at)}</EvidenceLink> : <span />}
      {apart && step.rules?.length ? <RuleList step={step} /> : null}
    </li>
  );
}
