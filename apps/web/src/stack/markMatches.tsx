import type { ReactNode } from 'react';

/** The text with every place marked where the sought words stand, upper and lower case alike. */
export function markMatches(text: string, sought: string): ReactNode {
  if (sought === '') return text;
  const parts: ReactNode[] = [];
  const [lower, wanted] = [text.toLowerCase(), sought.toLowerCase()];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0 && parts.length < 200; at = lower.indexOf(wanted, from)) {
    if (at > from) parts.push(text.slice(from, at));
    parts.push(<mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
}
