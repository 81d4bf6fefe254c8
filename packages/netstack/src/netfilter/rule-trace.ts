import type { Evidence, RuleStep, Sentence } from '@skoop/model';

/** A rule as the trace shows it; kept apart from the tool that printed it. */
export type VisitedRule = { readonly line: number; readonly text: string; readonly evidence: () => Evidence };
type Run = { table: string; chain: string; depth: number; count: number; first: VisitedRule; lastLine: number };

/**
 * The trace of one traversal, written while it happens. Rules that do not match are folded into runs as long as the chain stays the
 * same.
 */
export class RuleTrace {
  private readonly steps: RuleStep[];
  private readonly notes: Sentence[number][];
  private run: Run | undefined;

  private constructor(steps: readonly RuleStep[], notes: Sentence, run: Run | undefined) {
    this.steps = [...steps];
    this.notes = [...notes];
    this.run = run && { ...run };
  }

  static empty = (): RuleTrace => new RuleTrace([], [], undefined);
  /** A future of its own. */
  fork = (): RuleTrace => new RuleTrace(this.steps, this.notes, this.run);

  /** Steps so far: what a copy costs. */
  get length(): number {
    return this.steps.length;
  }

  /** A run of rules that did not match: `count` of them, from `first` to `lastLine`. */
  unmatched(table: string, chain: string, depth: number, first: VisitedRule, count: number, lastLine: number): void {
    if (this.alsoUnmatched(table, chain, depth, count, lastLine)) return;
    this.flush();
    this.run = { table, chain, depth, count, first, lastLine };
  }

  /** Adds to the run of the same chain; false if there is none. */
  alsoUnmatched(table: string, chain: string, depth: number, count: number, lastLine: number): boolean {
    const { run } = this;
    if (run?.table !== table || run.chain !== chain || run.depth !== depth) return false;
    run.count += count;
    run.lastLine = lastLine;
    return true;
  }

  /** A rule that matched, or may have. */
  visited(table: string, chain: string, depth: number, rule: VisitedRule, matched: 'yes' | 'maybe'): void {
    this.flush();
    this.steps.push({ table, chain, text: rule.text, matched, depth, count: 1, evidence: rule.evidence() });
  }

  /** Adds what a rule did: `sets mark 0x4000`, with the rule behind it. */
  note(says: string, rule: VisitedRule | undefined): void {
    if (this.notes.length > 0) this.notes.push(', ');
    this.notes.push(rule ? { text: says, at: rule.evidence() } : says);
  }

  get rules(): readonly RuleStep[] {
    this.flush();
    return this.steps;
  }
  get sentence(): Sentence {
    return this.notes;
  }

  private flush(): void {
    const run = this.run;
    if (!run) return;
    this.run = undefined;
    const { table, chain, depth, count, first, lastLine } = run;
    const one = count === 1;
    this.steps.push({
      table,
      chain,
      text: one ? first.text : `${count} rules`,
      matched: 'no',
      depth,
      count,
      evidence: first.evidence(),
      ...(one ? {} : { lastLine }),
    });
  }
}
