import type { RuleStep, Step } from '@skoop/model';
import { Fragment, useState } from 'react';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';
import { lineLabel } from '../ui/evidenceAddress.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { ruleEntries, runWords } from './ruleEntries.ts';
import { ruleText } from './ruleText.ts';

/** The rules of one step in the kernel's order, what decided nothing folded, the one that decides marked. */
export function RuleList({ step }: { step: Step }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const entries = ruleEntries(step.rules ?? []);
  return (
    <div className="rules">
      {entries.map((entry) => {
        const { at } = entry;
        if (entry.kind === 'rule')
          return <RuleRow key={at} rule={entry.rule} decides={entry.decides} outcome={step.outcome} />;
        if (open.has(at))
          return (
            <Fragment key={at}>
              {entry.rules.map((rule) => (
                <RuleRow
                  key={`${rule.chain} ${rule.evidence?.line} ${rule.text}`}
                  rule={rule}
                  decides={false}
                  outcome={step.outcome}
                />
              ))}
            </Fragment>
          );
        return (
          <button
            key={at}
            type="button"
            className="rule fold-button"
            aria-expanded="false"
            onClick={() => setOpen((old) => new Set([...old, at]))}
          >
            <span />
            <span>{runWords(entry.rules)} ›</span>
          </button>
        );
      })}
    </div>
  );
}

type Kind = 'maybe' | 'none' | 'jump' | 'hit' | 'pass';

function kindOf(rule: RuleStep, decides: boolean, outcome: Step['outcome']): Kind {
  if (rule.matched === 'maybe') return 'maybe';
  if (rule.matched === 'no') return 'none';
  if (!decides || outcome === 'maybe' || outcome === 'unknown') return 'jump';
  return outcome === 'drop' ? 'hit' : 'pass';
}

function RuleRow({ rule, decides, outcome }: { rule: RuleStep; decides: boolean; outcome: Step['outcome'] }) {
  const kind = kindOf(rule, decides, outcome);
  const at = rule.evidence;
  const { text, comment } = ruleText(rule.text);
  return (
    <div className={`rule ${kind}`}>
      <span>
        {kind === 'hit' ? <Glyph kind="bad" size={14} /> : null}
        {kind === 'pass' ? <Glyph kind="ok" size={14} /> : null}
        {kind === 'maybe' ? <Glyph kind="unk" size={13} /> : null}
        {kind === 'jump' ? <span aria-hidden="true">↳</span> : null}
      </span>
      <span className="rule-text" title={`${rule.table} ${rule.chain}\n${rule.text}`}>
        {text}
        {kind === 'none' ? rule.count > 1 ? ': none match' : <small>does not match</small> : null}
        {comment && kind !== 'none' ? <small>{comment}</small> : null}
      </span>
      {at ? (
        <EvidenceLink at={at}>
          {kind === 'maybe' ? 'not evaluated ' : ''}
          {lineLabel(at, rule.lastLine)}
        </EvidenceLink>
      ) : (
        <span className="evidence">{kind === 'maybe' ? 'not evaluated' : ''}</span>
      )}
    </div>
  );
}
