import type { RuleStep, Step } from '@skoop/model';
import { useState } from 'react';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';
import { lineLabel } from '../ui/evidenceAddress.ts';
import { Glyph } from '../ui/Glyph.tsx';

const SHOWN = 14;

/** The rules of one step in the kernel's order, runs that did not match folded, the one that decides marked. */
export function RuleList({ step }: { step: Step }) {
  const [all, setAll] = useState(false);
  const rules = step.rules ?? [];
  const last = rules.findLastIndex((r) => r.matched === 'yes');
  const from = all || rules.length <= SHOWN ? 0 : rules.length - SHOWN;
  let key = 0;
  return (
    <div className="rules">
      {from > 0 ? (
        <button type="button" className="rule fold-button" onClick={() => setAll(true)}>
          <span />
          <span>Show the {from} entries before</span>
        </button>
      ) : null}
      {rules.slice(from).map((rule, i) => (
        <RuleRow key={key++} rule={rule} decides={i + from === last} outcome={step.outcome} />
      ))}
    </div>
  );
}

function RuleRow({ rule, decides, outcome }: { rule: RuleStep; decides: boolean; outcome: Step['outcome'] }) {
  const kind =
    rule.matched === 'maybe'
      ? 'maybe'
      : rule.matched === 'no'
        ? 'none'
        : !decides
          ? 'jump'
          : outcome === 'drop'
            ? 'hit'
            : outcome === 'maybe' || outcome === 'unknown'
              ? 'jump'
              : 'pass';
  const at = rule.evidence;
  return (
    <div className={`rule ${kind}`}>
      <span>
        {kind === 'hit' ? <Glyph kind="bad" size={14} /> : null}
        {kind === 'pass' ? <Glyph kind="ok" size={14} /> : null}
        {kind === 'maybe' ? <Glyph kind="unk" size={13} /> : null}
        {kind === 'jump' ? <span aria-hidden="true">↳</span> : null}
      </span>
      <span className="rule-text" title={`${rule.table} ${rule.chain}`}>
        {rule.text}
        {kind === 'none' && rule.count > 1 ? ', none match' : ''}
        {kind === 'none' && rule.count === 1 ? <span className="t3"> no match</span> : null}
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
