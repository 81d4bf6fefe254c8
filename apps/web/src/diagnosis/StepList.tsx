import { type Evidence, type Step, sentenceText } from '@skoop/model';
import type { HopView } from '@skoop/render';
import { useState } from 'react';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';
import { evidenceLabel } from '../ui/evidenceAddress.ts';
import { Ticked } from '../ui/Ticked.tsx';
import { useMedia } from '../ui/useMedia.ts';
import { useDiagnosis } from './context.ts';
import { RuleList } from './RuleList.tsx';
import { SentenceText } from './SentenceText.tsx';

/** Index of the step to open: the one that decides, else the last that chose or changed something. */
export function decidingIndex(hop: HopView): number {
  const { steps } = hop;
  if (hop.outcome === 'dropped') {
    const drop = steps.findLastIndex((s) => s.outcome === 'drop' || s.kind === 'drop');
    if (drop >= 0) return drop;
  }
  if (hop.outcome === 'unknown') {
    const gap = steps.findLastIndex((s) => s.outcome === 'unknown' || s.outcome === 'maybe');
    if (gap >= 0) return gap;
  }
  const choice = steps.findIndex((s) => s.probability !== undefined || s.kind === 'nat' || s.kind === 'ipvs');
  return choice >= 0 ? choice : -1;
}

/** Passed steps before the one that decides, in a few words. */
function foldWords(steps: readonly Step[]): string {
  const words = [...new Set(steps.map((s) => s.kind.replace(/-/g, ' ')))];
  return `${words.slice(0, 4).join(', ')}${words.length > 4 ? ', …' : ''}: passed`;
}

const FOLD_ABOVE = 6;

/** The steps of a hop in the order of the kernel; the rules of the deciding one are open. */
export function StepList({ hop }: { hop: HopView }) {
  const { selection, select, diagnosis } = useDiagnosis();
  const short = useMedia('(max-height: 860px) and (min-width: 1024px)');
  const deciding = decidingIndex(hop);
  const [unfolded, setUnfolded] = useState(false);
  const chosen = selection.step === undefined ? deciding : selection.step - 1;
  const folds =
    !unfolded &&
    selection.step === undefined &&
    deciding > 1 &&
    (short || deciding > FOLD_ABOVE) &&
    hop.outcome !== 'passed';
  const reason =
    hop.outcome === 'dropped'
      ? (diagnosis.verdict.drops.find((d) => d.branch === hop.branch) ??
        diagnosis.verdict.drops.find((d) => d.node === hop.node))
      : undefined;
  const { length } = hop.steps;
  const note = hop.outcome === 'dropped' ? ', the last one decides' : '';
  return (
    <>
      <h3>
        Steps in kernel order
        <span>
          {length} {length === 1 ? 'step' : 'steps'}
          {note}
        </span>
      </h3>
      <ol className="steps">
        {folds ? (
          <li className="step folded">
            <span className="step-number">1–{deciding}</span>
            <button type="button" className="fold-button" onClick={() => setUnfolded(true)}>
              {foldWords(hop.steps.slice(0, deciding))} ›
            </button>
          </li>
        ) : null}
        {hop.steps.map((step, index) => {
          if (folds && index < deciding) return null;
          const open = index === chosen || (index === deciding && selection.step === undefined);
          const tone =
            step.outcome === 'drop' ? 't-bad' : step.outcome === 'unknown' || step.outcome === 'maybe' ? 't-unk' : '';
          const decides = index === deciding && hop.outcome === 'dropped';
          const at = step.evidence[0];
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: steps of a stored diagnosis never move.
              key={index}
              className={`step ${index === chosen ? 'chosen' : ''} ${open ? 'open' : ''} ${isQuiet(step) ? 'quiet' : ''}`}
              aria-current={selection.step === index + 1 ? 'step' : undefined}
            >
              <span className="step-number">{index + 1}</span>
              <span className={`step-text ${tone}`}>
                <SentenceText sentence={step.sentence} />
                {step.rules?.length && !open ? (
                  <button
                    type="button"
                    className="as-link step-open"
                    onClick={() => select({ step: index + 1 })}
                    aria-label={`Rules of step ${index + 1}: ${sentenceText(step.sentence)}`}
                  >
                    {' '}
                    {step.rules.reduce((sum, r) => sum + r.count, 0)} rules ›
                  </button>
                ) : null}
              </span>
              {decides && reason ? (
                at ? (
                  <EvidenceLink at={at} className="evidence reason">
                    {reason.reason}
                  </EvidenceLink>
                ) : (
                  <span className="evidence reason">{reason.reason}</span>
                )
              ) : at ? (
                <EvidenceLink at={at}>{evidenceLabel(at)}</EvidenceLink>
              ) : (
                <span />
              )}
              {open && step.rules?.length ? <RuleList step={step} /> : null}
              {open && step.gap ? (
                <p className="step-gap">
                  <Ticked text={`${step.gap.message} ${step.gap.action ?? ''}`} />
                </p>
              ) : null}
              {open && moreEvidence(step, decides).length > 0 ? (
                <p className="step-evidence">
                  {moreEvidence(step, decides).map((e) => (
                    <EvidenceLink key={`${e.node} ${e.netns} ${e.section} ${e.line} ${e.text}`} at={e}>
                      {evidenceLabel(e)}
                    </EvidenceLink>
                  ))}
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** Lines that the step rests on and that are not linked beside it already. */
function moreEvidence(step: Step, decides: boolean): readonly Evidence[] {
  const shown = new Set((step.rules ?? []).map((r) => `${r.evidence?.section} ${r.evidence?.line}`));
  return step.evidence.slice(decides ? 0 : 1, 7).filter((e) => !shown.has(`${e.section} ${e.line}`));
}

/** A step that looked at something and changed nothing. */
const isQuiet = (step: Step): boolean =>
  step.outcome === 'pass' && Boolean(step.rules?.length) && (step.rules ?? []).every((r) => r.matched === 'no');
