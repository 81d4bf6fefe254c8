const COMMENT = /\s-m comment --comment (?:"((?:[^"\\]|\\.)*)"|(\S+))/;

/** A rule without its comment, and the comment by itself: what it does first, what somebody wrote about it after. */
export function ruleText(rule: string): { readonly text: string; readonly comment: string } {
  const found = COMMENT.exec(rule);
  if (!found) return { text: rule, comment: '' };
  return { text: rule.replace(COMMENT, ''), comment: (found[1] ?? found[2] ?? '').replace(/\\(.)/g, '$1') };
}
