import type { Suspicion } from '@skoop/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { diagnosisSource } from '../data/source.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { ErrorBox } from '../ui/ErrorBox.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useDiagnosis } from './context.ts';
import { EvidenceLink } from './EvidenceLink.tsx';
import { evidenceLabel } from './evidenceLink.ts';
import { LEVEL_LOOK } from './levels.ts';

/** The level of a finding: glyph and word. */
export function LevelWord({ level }: { level: Suspicion['level'] }) {
  const [glyph, tone] = LEVEL_LOOK[level];
  return (
    <span className={`level ${tone}`}>
      <Glyph kind={glyph} size={16} />
      {level}
    </span>
  );
}

/** Applies the fix to the snapshot, diagnoses again, and shows both beside each other. */
export function WhatIf({ finding }: { finding: Suspicion }) {
  const { record } = useDiagnosis();
  const navigate = useNavigate();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: async () =>
      (await diagnosisSource(record.id)).whatIf(record.id, { finding: finding.id, node: finding.node || undefined }),
    onSuccess: (made) => {
      client.setQueryData(['diagnosis', made.id], made);
      navigate(`/d/${record.id}/vs/${made.id}`);
    },
  });
  if (!finding.fix?.edits?.length || !record.snapshot) return null;
  return (
    <div className="what-if">
      <button type="button" className="btn" disabled={ask.isPending} onClick={() => ask.mutate()}>
        <Icon name="flask" size={15} />
        What if this were fixed?
      </button>
      {ask.error ? <ErrorBox error={ask.error} /> : null}
    </div>
  );
}

/** A finding in full: what, where it shows, what fixes it. */
export function Finding({ finding }: { finding: Suspicion }) {
  return (
    <article className="finding">
      <LevelWord level={finding.level} />
      <div className="finding-body">
        <p>
          <Link className="strong" to={`/findings/${encodeURIComponent(finding.id)}`}>
            {finding.id}
          </Link>{' '}
          {finding.node ? <>on {finding.node}. </> : null}
          {finding.message}
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
              {finding.fix.explanation}
            </p>
            {finding.fix.commands.map((command) => (
              <CommandLine key={command} command={command} />
            ))}
          </div>
        ) : null}
      </div>
      <WhatIf finding={finding} />
    </article>
  );
}
