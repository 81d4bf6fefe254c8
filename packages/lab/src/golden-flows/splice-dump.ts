const SECTIONS = [
  'iptables-legacy-save',
  'iptables-nft-save',
  'ip6tables-legacy-save',
  'ip6tables-nft-save',
  'nft-ruleset',
  'nft-json',
] as const;
/** Frames of the node's rules, by section, with `@` for the boundary. */
export type RuleFrames = Readonly<Record<string, string>>;

const boundaryOf = (dump: string): string => dump.slice('skoop-dump 1 '.length, dump.indexOf('\n'));

function frame(dump: string, boundary: string, section: string): { readonly from: number; readonly to: number } {
  const from = dump.indexOf(`\n${boundary} section ${section}\n`);
  const end = dump.indexOf(`\n${boundary} end `, from);
  if (from < 0 || end < 0) throw new Error(`no section ${section} in the dump`);
  return { from, to: dump.indexOf('\n', end + 1) };
}

/** The rules that collect.sh saw in the node's own namespace, which comes first in a dump. */
export function ruleFrames(dump: string): RuleFrames {
  const boundary = boundaryOf(dump);
  return Object.fromEntries(
    SECTIONS.map((s) => {
      const { from, to } = frame(dump, boundary, s);
      return [s, dump.slice(from, to).replaceAll(boundary, '@')];
    }),
  );
}

/** A dump with other rules in the node's own namespace. */
export function withRules(dump: string, frames: RuleFrames): string {
  const boundary = boundaryOf(dump);
  let out = dump;
  for (const [section, text] of Object.entries(frames)) {
    const { from, to } = frame(out, boundary, section);
    out = `${out.slice(0, from)}${text.replaceAll(/^@/gm, boundary)}${out.slice(to)}`;
  }
  return out;
}
