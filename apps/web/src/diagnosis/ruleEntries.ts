import type { RuleStep } from '@skoop/model';

/** A rule to show, or a run of them that decided nothing, folded. `at` is the index of its first rule. */
export type RuleEntry =
  | { readonly kind: 'rule'; readonly at: number; readonly rule: RuleStep; readonly decides: boolean }
  | { readonly kind: 'run'; readonly at: number; readonly rules: readonly RuleStep[] };

/** Rules that stand between the ones that matter are worth folding from this many on. */
const FOLD_FROM = 3;

/**
 * The rules of a step with what does not matter folded: shown are the one that decides, the jumps that led to it, and what was not
 * evaluated. Runs of one or two others stay, too: a fold would be as long.
 */
export function ruleEntries(rules: readonly RuleStep[]): readonly RuleEntry[] {
  const last = rules.findLastIndex((r) => r.matched === 'yes');
  const onTheWay = new Set<RuleStep>();
  let depth = Number.POSITIVE_INFINITY;
  for (let i = last; i >= 0; i--) {
    const rule = rules[i];
    if (rule?.matched !== 'yes' || rule.depth >= depth) continue;
    onTheWay.add(rule);
    depth = rule.depth;
  }
  const entries: RuleEntry[] = [];
  let run: RuleStep[] = [];
  const flush = (end: number) => {
    const at = end - run.length;
    if (run.length >= FOLD_FROM) entries.push({ kind: 'run', at, rules: run });
    else entries.push(...run.map((rule, i): RuleEntry => ({ kind: 'rule', at: at + i, rule, decides: false })));
    run = [];
  };
  rules.forEach((rule, i) => {
    if (!onTheWay.has(rule) && rule.matched !== 'maybe') {
      run.push(rule);
      return;
    }
    flush(i);
    entries.push({ kind: 'rule', at: i, rule, decides: i === last });
  });
  flush(rules.length);
  return entries;
}

/** `3 jumps that come back, 12 rules that do not match`. */
export function runWords(rules: readonly RuleStep[]): string {
  const jumps = rules.filter((r) => r.matched === 'yes').length;
  const others = rules.filter((r) => r.matched !== 'yes').reduce((sum, r) => sum + r.count, 0);
  const parts = [
    jumps > 0 ? `${jumps} ${jumps === 1 ? 'jump that comes' : 'jumps that come'} back` : '',
    others > 0 ? `${others} ${others === 1 ? 'rule that does' : 'rules that do'} not match` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
