import type { Choice, Fork } from '../../fork.ts';
import { MAX_FUTURES, spend, type Work } from '../../work.ts';
import { type ChainVerdict, unfinished } from '../chain-verdict.ts';
import { decide } from '../decide.ts';
import type { HookInput } from '../hook.ts';
import { RuleTrace, type VisitedRule } from '../rule-trace.ts';
import { type CompiledNftChain, type CompiledNftTable, nftEvidence, nftRuleEvidence } from './compile.ts';
import type { Statement, StatementOutcome } from './statement.ts';

type Future = {
  skb: HookInput;
  chain: CompiledNftChain;
  index: number;
  stack: readonly { readonly chain: CompiledNftChain; readonly index: number }[];
  trace: RuleTrace;
  choices: readonly Choice[];
  tproxy?: ChainVerdict['tproxy'];
};
/** How one rule leaves one future. */
type RuleOutcome = Omit<StatementOutcome, 'verdict'> & {
  readonly verdict: StatementOutcome['verdict'];
  readonly certain: boolean;
  readonly notes: readonly string[];
};

/** Rules that one packet may visit in one chain where the caller sets no limit. */
const ALLOWANCE = 2_000_000;
/** NFT_JUMP_STACK_SIZE. */
const JUMP_STACK = 16;

/** nft_do_chain(): one packet through one base chain. */
export function traverseNft(
  table: CompiledNftTable,
  base: CompiledNftChain,
  start: HookInput,
): readonly Fork<ChainVerdict>[] {
  const done: Fork<ChainVerdict>[] = [];
  const work: Future[] = [{ skb: start, chain: base, index: 0, stack: [], trace: RuleTrace.empty(), choices: [] }];
  const effort: Work = start.work ?? { left: ALLOWANCE };
  for (let f = work.pop(); f; f = work.pop()) {
    for (let on: Future | undefined = f; on; ) {
      const now: Future = on;
      on = undefined;
      if (!spend(effort, 1)) return [unfinished(start, 'too many rules to follow')];
      const rule = now.chain.rules[now.index];
      if (!rule) {
        const caller = now.stack.at(-1);
        if (!caller) done.push(byPolicy(now, base));
        else on = Object.assign(now, { chain: caller.chain, index: caller.index, stack: now.stack.slice(0, -1) });
        continue;
      }
      const visited: VisitedRule = {
        line: rule.line,
        text: rule.text,
        evidence: () => nftRuleEvidence(now.skb.ns, rule),
      };
      const outcomes = runRule(now.chain.statements(now.index), now.skb, visited);
      if (work.length + done.length + outcomes.length > MAX_FUTURES)
        return [unfinished(start, 'too many things can happen')];
      // Each future has a copy of the trace, and of what the flow remembers.
      if (outcomes.length > 1) spend(effort, outcomes.length * (now.trace.length + now.skb.flow.hashed.size));
      const futures = outcomes.map((_o) => (outcomes.length === 1 ? now : { ...now, trace: now.trace.fork() }));
      outcomes.forEach((o, i) => {
        const future = futures[i] ?? now;
        future.choices = [...future.choices, ...o.choices];
        const ended = apply(table, future, o.value, visited, base);
        if (ended) done.push(ended);
        else if (!on) on = future;
        else work.push(future);
      });
    }
  }
  return done;
}

const end = (
  f: Future,
  verdict: ChainVerdict['verdict'],
  evidence: ChainVerdict['evidence'],
  by: string,
  more: Pick<ChainVerdict, 'rejectWith' | 'reason'> = {},
): Fork<ChainVerdict> => ({
  choices: f.choices,
  value: {
    verdict,
    skb: f.skb,
    trace: f.trace,
    evidence,
    by,
    ...(more.rejectWith === undefined ? {} : { rejectWith: more.rejectWith }),
    ...(more.reason === undefined ? {} : { reason: more.reason }),
    ...(f.tproxy ? { tproxy: f.tproxy } : {}),
  },
});

function byPolicy(f: Future, base: CompiledNftChain): Fork<ChainVerdict> {
  const policy = base.base?.policy ?? 'accept';
  const text = `chain ${base.name} { type ${base.base?.type} hook ${base.base?.hook} priority ${base.base?.priority}; policy ${policy}; }`;
  return end(
    f,
    policy === 'drop' ? 'drop' : 'accept',
    [nftEvidence(f.skb.ns, base.line, text)],
    `policy ${policy.toUpperCase()}`,
  );
}

/** Statements of a rule one after the other, in every future. */
function runRule(statements: readonly Statement[], start: HookInput, rule: VisitedRule): readonly Fork<RuleOutcome>[] {
  let running: readonly Fork<RuleOutcome>[] = [
    { choices: [], value: { verdict: 'next', skb: start, certain: true, notes: [] } },
  ];
  for (const [i, statement] of statements.entries()) {
    if (statement.kind === 'inert') continue;
    const pointless = statements.slice(i + 1).every((s) => s.kind === 'inert');
    running = running.flatMap((f) => (f.value.verdict === 'next' ? runStatement(statement, f, rule, pointless) : [f]));
    if (running.length > MAX_FUTURES) break;
  }
  return running;
}

function runStatement(
  statement: Exclude<Statement, { kind: 'inert' }>,
  f: Fork<RuleOutcome>,
  rule: VisitedRule,
  pointless: boolean,
): readonly Fork<RuleOutcome>[] {
  const { skb, certain, notes } = f.value;
  if (statement.kind === 'test') {
    const answer = statement.test(skb);
    // Whether it matches makes no difference: the rule only counts or logs.
    if (typeof answer === 'object' && answer.kind === 'maybe' && pointless)
      return [{ choices: f.choices, value: { ...f.value, certain: false } }];
    return decide(answer, skb, `${skb.ns.key} ${skb.hook} nft:${rule.line} ${rule.text}`, rule.evidence).map((d) => ({
      choices: [...f.choices, ...d.choices],
      value: { verdict: d.matched ? 'next' : 'break', skb: d.skb, certain: certain && d.certain, notes },
    }));
  }
  return statement.run(skb).map((o) => {
    const { says, ...outcome } = o.value;
    const unsure = o.choices.some((c) => c.kind === 'maybe');
    const value: RuleOutcome = {
      ...(f.value.tproxy ? { tproxy: f.value.tproxy } : {}),
      ...outcome,
      certain: certain && !unsure,
      notes: says === undefined ? notes : [...notes, says],
    };
    return { choices: [...f.choices, ...o.choices], value };
  });
}

/** Moves a future on by what a rule decided; a fork if that was the end of the chain. */
function apply(
  table: CompiledNftTable,
  f: Future,
  o: RuleOutcome,
  rule: VisitedRule,
  base: CompiledNftChain,
): Fork<ChainVerdict> | undefined {
  const depth = f.stack.length;
  f.skb = o.skb;
  if (o.verdict === 'break' && o.certain) {
    f.trace.unmatched(table.name, f.chain.name, depth, rule, 1, rule.line);
    f.index++;
    return undefined;
  }
  f.trace.visited(table.name, f.chain.name, depth, rule, o.certain ? 'yes' : 'maybe');
  for (const note of o.notes) f.trace.note(note, rule);
  if (o.tproxy) f.tproxy = o.tproxy;
  switch (o.verdict) {
    case 'accept':
    case 'drop':
      return end(f, o.verdict, [rule.evidence()], o.verdict, o);
    case 'return': {
      const caller = f.stack.at(-1);
      if (!caller) return byPolicy(f, base);
      [f.chain, f.index, f.stack] = [caller.chain, caller.index, f.stack.slice(0, -1)];
      return undefined;
    }
    case 'jump':
    case 'goto': {
      const chain = table.chain(o.chain ?? '');
      if (!chain || (o.verdict === 'jump' && depth >= JUMP_STACK)) return end(f, 'drop', [], 'jump stack overflow');
      if (o.verdict === 'jump') f.stack = [...f.stack, { chain: f.chain, index: f.index + 1 }];
      f.chain = chain;
      f.index = 0;
      return undefined;
    }
    default:
      f.index++;
      return undefined;
  }
}
