import type { Sentence } from '@skoop/model';
import { EvidenceLink } from '../ui/EvidenceLink.tsx';

/** Prose whose words lead to the lines that support them. */
export function SentenceText({ sentence, plain = false }: { sentence: Sentence; plain?: boolean }) {
  let at = 0;
  return sentence.map((part) => {
    const key = at++;
    if (typeof part === 'string') return <span key={key}>{part}</span>;
    if (plain) return <span key={key}>{part.text}</span>;
    return (
      <EvidenceLink key={key} at={part.at} className="inline-evidence">
        {part.text}
      </EvidenceLink>
    );
  });
}
