import type { Choice, Fork } from '../../fork.ts';
import { MAX_FUTURES, spend, type Work } from '../../work.ts';
import { type Answer, all } from '../answer.ts';
import { type ChainVerdict, unfinished } from '../chain-verdict.ts';
import { type Decision, decide } from '../decide.ts';
import type { HookInput } from '../hook.ts';
import { RuleTrace, type VisitedRule } from '../rule-trace.ts';
import { type CompiledChain, type CompiledRule, type CompiledTable, ruleEvidence } from './compile.ts';

/** Where one future stands. */
type Future = {
  skb: HookInput;
  chain: CompiledChain;
  index: number;
  /** Where RETURN goes: the callers, outermost first. */
  stack: readonly { readonly chain: CompiledChain; readonly index: number }[];
  trace: RuleTrace;
  choices: readonly Choice[];
};

/** Rules that one packet may visit in one table where the caller sets no limit. */
const ALLOWANCE = 2_000_000;

/** ipt_do_table(), ip6t_do_table(): one packet through the built-in chain of one table. */
export function traverse(table: CompiledTable, start: HookInput): readonly Fork<ChainVerdict>[] {
  const base = table.chains.get(start.hook);
  const done: Fork<ChainVerdict>[] = [];
  if (!base) return [accepted(start)];
  const work: Future[] = [{ skb: start, chain: base, index: 0, stack: [], trace: RuleTrace.empty(), choices: [] }];
  const effort: Work = start.work ?? { left: ALLOWANCE };
  for (let f = work.pop(); f; f = work.pop()) {
    for (;;) {
      if (!spend(effort, 1)) return [unfinished(start, 'too many rules to follow')];
      if (work.length + done.length >= MAX_FUTURES) return [unfinished(start, 'too many things can happen')];
      const at = f.chain.index().next(f.skb, f.index);
      if (at > f.index) {
        skip(table, f, at);
        f.index = at;
      }
      if (f.index >= f.chain.rules.length) {
        const caller = f.stack.at(-1);
        if (!caller) {
          done.push(byPolicy(table, f, base));
          break;
        }
        [f.chain, f.index, f.stack] = [caller.chain, caller.index, f.stack.slice(0, -1)];
        continue;
      }
      const outcomes = step(table, f, base);
      const only = outcomes[0];
      if (outcomes.length === 1 && only?.kind === 'on') {
        f = only.future;
        continue;
      }
      const [first, ...others] = outcomes.filter((o) => o.kind === 'on');
      for (const o of outcomes) if (o.kind === 'end') done.push(o.fork);
      // Each future has a copy of the trace, and of what the flow remembers.
      if (outcomes.length > 1) spend(effort, outcomes.length * (f.trace.length + f.skb.flow.hashed.size));
      for (const o of others) if (o.kind === 'on') work.push(o.future);
      if (first?.kind !== 'on') break;
      f = first.future;
    }
  }
  return done;
}

type Outcome =
  | { readonly kind: 'on'; readonly future: Future }
  | { readonly kind: 'end'; readonly fork: Fork<ChainVerdict> };

const accepted = (skb: HookInput): Fork<ChainVerdict> => ({
  choices: [],
  value: { verdict: 'accept', skb, trace: RuleTrace.empty(), evidence: [], by: '' },
});

const end = (
  f: Future,
  verdict: ChainVerdict['verdict'],
  evidence: ChainVerdict['evidence'],
  by: string,
  more: Pick<ChainVerdict, 'rejectWith' | 'reason' | 'tproxy'> = {},
): Fork<ChainVerdict> => ({
  choices: f.choices,
  value: { verdict, skb: f.skb, trace: f.trace, evidence, by, ...more },
});

/** The end of the built-in chain. */
function byPolicy(table: CompiledTable, f: Future, base: CompiledChain): Fork<ChainVerdict> {
  const dropped = base.policy === 'DROP';
  const evidence = {
    node: f.skb.ns.node,
    netns: f.skb.ns.dump.id,
    section: table.section,
    line: base.line,
    text: `:${base.name} ${base.policy ?? '-'}`,
  };
  return end(f, dropped ? 'drop' : 'accept', [evidence], `policy ${base.policy ?? 'ACCEPT'}`);
}

const visitedRule = (table: CompiledTable, f: Future, index: number): VisitedRule => {
  const rule = f.chain.rules[index] ?? { line: 0, args: [], text: '' };
  const { ns } = f.skb;
  return { line: rule.line, text: rule.text, evidence: () => ruleEvidence(ns, table.section, rule) };
};

/** Notes rules that cannot match without asking them. */
function skip(table: CompiledTable, f: Future, to: number): void {
  const lastLine = f.chain.rules[to - 1]?.line ?? 0;
  const count = to - f.index;
  if (f.trace.alsoUnmatched(table.name, f.chain.name, f.stack.length, count, lastLine)) return;
  f.trace.unmatched(table.name, f.chain.name, f.stack.length, visitedRule(table, f, f.index), count, lastLine);
}

/** Asks the rule at `f.index` and does what it says. Changes `f` where there is one future alone. */
function step(table: CompiledTable, f: Future, base: CompiledChain): readonly Outcome[] {
  const rule = f.chain.rule(f.index);
  const answer = answerOf(rule, f.skb);
  if (answer === 'no') return unmatched(table, f);
  const visited = visitedRule(table, f, f.index);
  const point = `${f.skb.ns.key} ${f.skb.hook} ${table.section}:${visited.line}`;
  if (typeof answer === 'object' && answer.kind === 'maybe' && isInert(rule)) {
    f.trace.visited(table.name, f.chain.name, f.stack.length, visited, 'maybe');
    f.index++;
    return [{ kind: 'on', future: f }];
  }
  const decisions = decide(answer, f.skb, point, visited.evidence);
  return decisions.flatMap((d) =>
    follow(table, decisions.length > 1 ? branch(f, d) : withSkb(f, d), d, rule, visited, base),
  );
}

const branch = (f: Future, d: Decision): Future => ({
  ...f,
  skb: d.skb,
  trace: f.trace.fork(),
  choices: [...f.choices, ...d.choices],
});
const withSkb = (f: Future, d: Decision): Future => {
  f.skb = d.skb;
  return f;
};

function unmatched(table: CompiledTable, f: Future): readonly Outcome[] {
  const line = f.chain.rules[f.index]?.line ?? 0;
  if (!f.trace.alsoUnmatched(table.name, f.chain.name, f.stack.length, 1, line))
    f.trace.unmatched(table.name, f.chain.name, f.stack.length, visitedRule(table, f, f.index), 1, line);
  f.index++;
  return [{ kind: 'on', future: f }];
}

/** All tests of a rule as one answer; the kernel stops at the first `no`, and so do we. */
function answerOf(rule: CompiledRule, skb: HookInput): Answer {
  const answers: Answer[] = [];
  for (const test of rule.tests) {
    const a = test(skb);
    if (a === 'no') return 'no';
    if (a !== 'yes') answers.push(a);
  }
  return answers.length === 0 ? 'yes' : all(answers);
}

const isInert = ({ action }: CompiledRule): boolean =>
  action.kind === 'none' || (action.kind === 'target' && action.target.inert === true);

function follow(
  table: CompiledTable,
  f: Future,
  d: Decision,
  rule: CompiledRule,
  visited: VisitedRule,
  base: CompiledChain,
): readonly Outcome[] {
  if (!d.matched) {
    if (d.certain) return unmatched(table, f);
    f.trace.visited(table.name, f.chain.name, f.stack.length, visited, 'maybe');
    f.index++;
    return [{ kind: 'on', future: f }];
  }
  f.trace.visited(table.name, f.chain.name, f.stack.length, visited, d.certain ? 'yes' : 'maybe');
  const { action } = rule;
  if (action.kind === 'none') {
    f.index++;
    return [{ kind: 'on', future: f }];
  }
  if (action.kind !== 'target') return [enter(table, f, action)];
  const forks = action.target.run(f.skb);
  return forks.map((fork): Outcome => {
    const choices = [...f.choices, ...fork.choices];
    const g: Future = forks.length > 1 ? { ...f, trace: f.trace.fork(), choices } : Object.assign(f, { choices });
    const { verdict, skb, says, rejectWith, reason, tproxy } = fork.value;
    g.skb = skb;
    if (says !== undefined) g.trace.note(says, visited);
    const more = {
      ...(rejectWith === undefined ? {} : { rejectWith }),
      ...(reason === undefined ? {} : { reason }),
      ...(tproxy ? { tproxy } : {}),
    };
    if (verdict === 'accept' || verdict === 'drop')
      return { kind: 'end', fork: end(g, verdict, [visited.evidence()], action.name, more) };
    if (verdict === 'return') {
      const caller = g.stack.at(-1);
      if (!caller) return { kind: 'end', fork: byPolicy(table, g, base) };
      [g.chain, g.index, g.stack] = [caller.chain, caller.index, g.stack.slice(0, -1)];
    } else g.index++;
    return { kind: 'on', future: g };
  });
}

/** Jump remembers the next rule, goto does not. */
function enter(table: CompiledTable, f: Future, action: { readonly kind: string; readonly chain: string }): Outcome {
  const chain = table.chains.get(action.chain);
  if (!chain || f.stack.length > 512) return { kind: 'end', fork: end(f, 'drop', [], 'jump stack overflow') };
  if (action.kind === 'jump') f.stack = [...f.stack, { chain: f.chain, index: f.index + 1 }];
  f.chain = chain;
  f.index = 0;
  return { kind: 'on', future: f };
}
