import type { Evidence, Fix, NamespaceDump } from '@skoop/model';

/** Where a line of `nft list ruleset` is; a rule has a handle, a chain's first line has none. */
export type NftPlace = {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle?: string;
};

export function nftPlaceOf(namespace: NamespaceDump | undefined, evidence: Evidence | undefined): NftPlace | undefined {
  if (evidence?.section !== 'nft-ruleset') return undefined;
  for (const [key, line] of namespace?.nft?.lines ?? []) {
    if (line !== evidence.line) continue;
    const [family = '', table = '', chain = '', handle] = key.split(' ');
    return { family, table, chain, handle };
  }
  return undefined;
}

/** What dropped is the policy of a base chain: no rule of it decided. */
export const isNftPolicy = (evidence: Evidence | undefined): boolean =>
  evidence?.section === 'nft-ruleset' && /^chain \S+ \{.*\bpolicy drop\b/.test(evidence.text);

/** Words that a shell takes as they are. */
const isPlain = ({ family, table, chain }: NftPlace): boolean => /^[\w.-]+$/.test(`${family}${table}${chain}`);

/**
 * Accepts what matches (`udp dport 8472`) before any other rule of the chain. "What if" cannot try it: a snapshot has rules of nftables
 * twice, as text and as JSON.
 */
export function nftAccept(
  node: string,
  place: NftPlace,
  matches: readonly string[],
  explanation: string,
): Fix | undefined {
  if (!isPlain(place) || matches.length === 0) return undefined;
  const { family, table, chain } = place;
  return { node, commands: matches.map((m) => `nft insert rule ${family} ${table} ${chain} ${m} accept`), explanation };
}

/** Takes one rule out, by its handle. */
export function deleteNftRule(node: string, place: NftPlace, explanation: string): Fix | undefined {
  if (place.handle === undefined || !isPlain(place)) return undefined;
  const { family, table, chain, handle } = place;
  return { node, commands: [`nft delete rule ${family} ${table} ${chain} handle ${handle}`], explanation };
}
