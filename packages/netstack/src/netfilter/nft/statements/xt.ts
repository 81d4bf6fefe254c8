import { asObject, asText } from '../json.ts';
import type { StatementModule } from '../statement.ts';
import { masquerade } from './nat.ts';
import { notrack } from './notrack.ts';

/** Extensions that change nothing, whatever their options, which nft does not print. */
const INERT = new Set(['comment', 'LOG', 'NFLOG', 'TRACE', 'AUDIT', 'CHECKSUM', 'CLASSIFY', 'TEE', 'nfacct']);

/** `xt NAME`. An iptables extension in a table that iptables itself cannot print. net/netfilter/nft_compat.c: nft_target_eval_xt(), nft_match_eval(). */
export const xt: StatementModule = (value, context) => {
  const name = asText(asObject(value).name) ?? '';
  if (INERT.has(name)) return { kind: 'inert' };
  if (name === 'MASQUERADE') return masquerade(null, context);
  return name === 'NOTRACK' ? notrack(null, context) : undefined;
};
