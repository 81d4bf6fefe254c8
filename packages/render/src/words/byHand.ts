import type { Step } from '@skoop/model';
import { decidingRule } from './deciding.ts';

const SHOW_IPTABLES = /^(ip6?tables-(?:nft|legacy))-save$/;
const NFT_STAGE = /^nft:([a-z0-9]+) /;

/** Commands that show on the node what a step says: those the step itself names, else the counters of the chain that it was decided in. */
export function byHand(step: Step | undefined): readonly string[] {
  if (!step) return [];
  if (step.check?.length) return step.check;
  const rule = decidingRule(step) ?? step.rules?.[0];
  if (!rule) return [];
  const section = rule.evidence?.section ?? '';
  const tool = SHOW_IPTABLES.exec(section)?.[1];
  if (tool) return [`${tool} -t ${word(rule.table)} -vnL ${word(rule.chain)}`];
  const family = section === 'nft-ruleset' ? NFT_STAGE.exec(step.stage)?.[1] : undefined;
  return family ? [`nft list chain ${family} ${word(rule.table)} ${word(rule.chain)}`] : [];
}

/** One word for a shell, whatever a dump calls its chains: the command is there to be pasted. */
const word = (name: string): string => (/^[\w.:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
