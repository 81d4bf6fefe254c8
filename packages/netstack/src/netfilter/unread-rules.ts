import type { Family, Gap, NamespaceDump } from '@skoop/model';
import type { Fork } from '../fork.ts';
import { memoise } from '../namespace.ts';
import type { HookInput, HookResult } from './hook.ts';

/**
 * Why the rules of a namespace are not all known; undefined: they are. Tables of iptables-nft are read by either tool, so that one of
 * them is enough; where iptables-nft could be read, a missing `nft` is taken to miss nothing.
 */
const unreadRules = memoise((dump) => {
  const families = { 4: gapOf(dump, 'ip'), 6: gapOf(dump, 'ip6') };
  return (family: Family): Gap | undefined => families[family];
});

function gapOf(dump: NamespaceDump, prefix: 'ip' | 'ip6'): Gap | undefined {
  // Without raw sections the records are all that there is.
  if (dump.sections.length === 0) return undefined;
  const names = { legacy: `${prefix}tables-legacy-save`, nft: `${prefix}tables-nft-save`, native: 'nft-json' };
  const problem = (name: string): Gap | 'absent' | undefined => {
    const gap = dump.gaps.find((g) => g.evidence?.section === name);
    return gap ?? (dump.sections.some((s) => s.name === name) ? undefined : 'absent');
  };
  const missingTool = (p: Gap | 'absent' | undefined): boolean =>
    p !== undefined && p !== 'absent' && p.id === 'tool-missing';
  const [legacy, nft, native] = [problem(names.legacy), problem(names.nft), problem(names.native)];
  const unread = [
    legacy,
    nft !== undefined && !(missingTool(nft) && native === undefined) ? nft : undefined,
    native !== undefined && !(missingTool(native) && nft === undefined) ? native : undefined,
  ].find((p) => p !== undefined);
  if (unread === undefined || unread !== 'absent') return unread;
  return dump.gaps.find((g) => g.id === 'dump-cut' || g.id === 'section-missing') ?? MISSING;
}

const MISSING: Gap = {
  id: 'section-missing',
  node: '',
  netns: '',
  message: 'The firewall rules of a namespace are not in the dump',
  action: 'Collect from the node again and copy the whole file.',
};

/** Adds the future in which rules that could not be read decide otherwise. One such decision stands for the whole conversation. */
export function orUnread(input: HookInput, results: readonly Fork<HookResult>[]): readonly Fork<HookResult>[] {
  const gap = unreadRules(input.ns)(input.packet.family);
  if (!gap) return results;
  const key = `unread ${input.ns.key} ${input.packet.family}`;
  if (input.flow.hashed.has(key)) return results;
  const here: Gap = { ...gap, node: input.ns.node, netns: input.ns.label };
  const choice = (index: number) => ({ kind: 'maybe', point: key, index, gap: here }) as const;
  const known = results.map(({ choices, value }): Fork<HookResult> => {
    const hashed = new Map([...value.flow.hashed, [key, 1]]);
    return { choices: [choice(0), ...choices], value: { ...value, flow: { ...value.flow, hashed } } };
  });
  const stage = `netfilter/${input.hook}`;
  const { packet, flow } = input;
  return [...known, { choices: [choice(1)], value: { kind: 'unknown', packet, flow, stage, gap: here, steps: [] } }];
}
