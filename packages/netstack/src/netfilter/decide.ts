import type { Evidence, Gap } from '@skoop/model';
import { type Choice, NEGLIGIBLE } from '../fork.ts';
import type { Answer, Maybe } from './answer.ts';
import type { HookInput } from './hook.ts';

/** A future in which a rule matches or does not. */
export type Decision = {
  readonly matched: boolean;
  readonly certain: boolean;
  readonly skb: HookInput;
  readonly choices: readonly Choice[];
};

/** The futures after one rule was asked. `point` names the rule; `evidence` is its line. */
export function decide(answer: Answer, skb: HookInput, point: string, evidence: () => Evidence): readonly Decision[] {
  if (answer === 'yes' || answer === 'no') return [{ matched: answer === 'yes', certain: true, skb, choices: [] }];
  if (answer.kind === 'yes') {
    const hashed = new Map([...skb.flow.hashed, answer.learn]);
    return [{ matched: true, certain: true, skb: { ...skb, flow: { ...skb.flow, hashed } }, choices: [] }];
  }
  if (answer.kind === 'random') {
    const { probability, label } = answer;
    if (probability >= 1 || probability <= 0) return [{ matched: probability >= 1, certain: true, skb, choices: [] }];
    const choice = (index: number, p: number): Choice => ({ kind: 'random', point, index, probability: p, label });
    return [
      { matched: true, certain: true, skb, choices: [choice(1, probability)] },
      { matched: false, certain: true, skb, choices: [choice(0, 1 - probability)] },
    ];
  }
  return undecided(answer, skb, point, evidence);
}

function undecided(answer: Maybe, skb: HookInput, point: string, evidence: () => Evidence): readonly Decision[] {
  const key = `maybe ${point} ${skb.packet.source}>${skb.packet.destination}`;
  const before = skb.flow.hashed.get(key);
  const { share } = answer;
  if (before !== undefined) return [{ matched: before === 1, certain: share !== undefined, skb, choices: [] }];
  if (share !== undefined && (share < NEGLIGIBLE || share > 1 - NEGLIGIBLE))
    return [{ matched: share > NEGLIGIBLE, certain: true, skb, choices: [] }];
  const remembering = (index: number): HookInput => ({
    ...skb,
    flow: { ...skb.flow, hashed: new Map([...skb.flow.hashed, [key, index]]) },
  });
  if (share !== undefined)
    return [1, 0].map((index) => ({
      matched: index === 1,
      certain: true,
      skb: remembering(index),
      choices: [{ kind: 'random', point, index, probability: index === 1 ? share : 1 - share, label: answer.why }],
    }));
  const gap: Gap = {
    id: 'match-not-evaluated',
    node: skb.ns.node,
    netns: skb.ns.label,
    message: `Whether a rule of ${skb.ns.node} matches is not known: ${answer.why}`,
    ...(answer.action === undefined ? {} : { action: answer.action }),
    evidence: evidence(),
  };
  return [1, 0].map((index) => ({
    matched: index === 1,
    certain: false,
    skb: remembering(index),
    choices: [{ kind: 'maybe', point, index, gap }],
  }));
}
