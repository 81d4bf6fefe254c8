import type { Evidence } from '@skoop/model';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useEvidenceSource } from '../data/evidenceSource.ts';
import { evidenceLink } from './evidenceAddress.ts';

/** Leads to the very line; hovering shows its text. Without the snapshot only the text is left. */
export function EvidenceLink({
  at,
  children,
  className = 'evidence',
}: {
  at: Evidence;
  children: ReactNode;
  className?: string;
}) {
  const to = evidenceLink(useEvidenceSource(), at);
  const title = `${at.node || 'cluster'}, ${at.section}${at.line > 0 ? ` line ${at.line}` : ''}\n${at.text}`;
  if (!to)
    return (
      <span className={className} title={title}>
        {children}
      </span>
    );
  return (
    <Link className={className} to={to} title={title}>
      {children}
    </Link>
  );
}
