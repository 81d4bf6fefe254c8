import { findings, mainFinding } from '@skoop/render';
import { Link } from 'react-router';
import { CopyButton } from '../ui/CopyButton.tsx';
import { LevelWord } from '../ui/LevelWord.tsx';
import { Ticked } from '../ui/Ticked.tsx';
import { useDiagnosis } from './context.ts';
import { WhatIf } from './WhatIf.tsx';

/** The finding to act on, always in sight; the next one as a line. All of them are a tab away. */
export function FindingsFooter() {
  const { diagnosis, selection, select } = useDiagnosis();
  const all = findings(diagnosis);
  const main = mainFinding(diagnosis) ?? all[0];
  if (!main || selection.tab === 'findings') return null;
  const next = all.find((f) => f !== main && f.level !== 'info');
  const command = main.fix?.commands.join(' && ');
  const rest = all.length - 1 - (next ? 1 : 0);
  return (
    <section className="findings-footer" aria-label="Findings">
      <div className="footer-row">
        <LevelWord level={main.level} />
        <div className="footer-text">
          <p className="cut" title={main.message}>
            <Link className="strong" to={`/findings/${encodeURIComponent(main.id)}`}>
              {main.id}
            </Link>{' '}
            {main.node ? `on ${main.node}. ` : ''}
            <span className="t2">
              <Ticked text={main.message} />
            </span>
          </p>
          {main.fix && command ? (
            <div className="footer-fix">
              <span className="strong">Fix{main.fix.node ? ` on ${main.fix.node}` : ''}</span>
              <div className="command one-line">
                <code title={command}>{command}</code>
                <CopyButton text={command} what="the fix" />
              </div>
            </div>
          ) : null}
        </div>
        <WhatIf finding={main} />
      </div>
      {next ? (
        <div className="footer-row second">
          <LevelWord level={next.level} />
          <p className="cut" title={next.message}>
            <Link className="strong" to={`/findings/${encodeURIComponent(next.id)}`}>
              {next.id}
            </Link>{' '}
            {next.node ? `on ${next.node}. ` : ''}
            <span className="t2">
              <Ticked text={next.message} />
            </span>
          </p>
          <button type="button" className="as-link t2" onClick={() => select({ tab: 'findings' })}>
            {rest > 0 ? `${rest} more` : 'All findings'}
          </button>
        </div>
      ) : null}
    </section>
  );
}
