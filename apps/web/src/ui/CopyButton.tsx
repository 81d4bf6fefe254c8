import { useEffect, useState } from 'react';
import { copyText } from './copyText.ts';
import { Icon } from './Icon.tsx';

/** Answers in place: *Copied* for 1.2 s. `text` may be computed late. */
export function CopyButton({
  text,
  label = 'Copy',
  what,
  className = 'btn small',
}: {
  text: string | (() => string);
  label?: string;
  /** What is copied, for those who do not see what stands beside the button. */
  what?: string;
  className?: string;
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1200);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'failed');
  const word = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not allowed' : label;
  return (
    <button type="button" className={className} onClick={copy}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={13} />
      <span aria-live="polite">{word}</span>
      {what ? <span className="sr"> {what}</span> : null}
    </button>
  );
}
