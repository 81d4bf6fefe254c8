import type { Suspicion } from '@skoop/model';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { CommandLine } from './CommandLine.tsx';
import { EvidenceLink } from './EvidenceLink.tsx';
import { evidenceLabel } from './evidenceAddress.ts';
import { LevelWord } from './LevelWord.tsx';
import { Ticked } from './Ticked.tsx';

/** A finding in full: what, where it shows, what fixes it. */
export function Finding({ finding, action }: { finding: Suspicion; action?: ReactNode }) {
  return (
    <article className="finding">
      <LevelWord level={finding.level} />
      <div className="finding-body">
        <p>
          <Link className="strong" to={`/findings/${encodeURIComponent(finding.id)}`}>
            {finding.id}
          </Link>{' '}
          {finding.node ? <>on {finding.node}. </> : null}
          <Ticked text={finding.message} />
        </p>
        {finding.evidence.length > 0 ? (
          <ul className="finding-evidence" aria-label="Evidence">
            {finding.evidence.slice(0, 8).map((at) => (
              <li key={`${at.node} ${at.netns} ${at.section} ${at.line} ${at.text}`}>
                <EvidenceLink at={at}>{evidenceLabel(at)}</EvidenceLink>
                <code className="cut">{at.text}</code>
              </li>
            ))}
          </ul>
        ) : null}
        {finding.fix ? (
          <div className="finding-fix">
            <p>
              <b className="strong">Fix{finding.fix.node ? ` on ${finding.fix.node}` : ''}.</b>{' '}
              <Ticked text={finding.fix.explanation} />
            </p>
            {finding.fix.commands.map((command) => (
              <CommandLine key={command} command={command} />
            ))}
          </div>
        ) : null}
      </div>
      {action}
    </article>
  );
}
