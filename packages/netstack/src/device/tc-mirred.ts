import type { LinkRecord, TcRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { findLink, isUp } from './link.ts';

/** What filters that only mirror and redirect do with a packet; undefined: that cannot be told. */
export type Redirected =
  | { readonly kind: 'passes'; readonly by?: string }
  | { readonly kind: 'gone'; readonly into: string };

/** Classifiers that are no programs. */
const CLASSIFIERS = new Set(['u32', 'matchall', 'flower', 'fw', 'basic']);
const ACTION = /\baction order \d+:\s+(\S+)/g;
const MIRRED = /\bmirred \((Egress|Ingress) (Mirror|Redirect) to device (\S+)\) (\w+)/g;

// @supports devices | tc mirred: mirror, redirect to an ifb | net/sched/act_mirred.c: tcf_mirred_act(), drivers/net/ifb.c: ifb_ri_tasklet()
/**
 * tcf_mirred_act(): a copy that is mirrored away does not matter to the packet, and what an ifb takes comes back when its turn is: that is how
 * the rate of pods is limited.
 */
export function redirected(
  ns: Namespace,
  records: readonly TcRecord[],
  family: 4 | 6,
  hasFilters: (device: string) => boolean,
): Redirected | undefined {
  let by: string | undefined;
  for (const record of records) {
    if (!CLASSIFIERS.has(record.kind) || /\bpolice\b/.test(record.text)) return undefined;
    const actions = [...record.text.matchAll(ACTION)].map((m) => m[1]);
    const mirrored = [...record.text.matchAll(MIRRED)];
    if (actions.some((a) => a !== 'mirred') || mirrored.length !== actions.length) return undefined;
    for (const [, way, what, device = '', then] of mirrored) {
      if (what === 'Mirror') {
        if (then !== 'pipe' && then !== 'continue') return undefined;
        continue;
      }
      const target: LinkRecord | undefined = findLink(ns, device);
      if (way !== 'Egress' || target?.kind !== 'ifb' || hasFilters(device)) return undefined;
      if (!isUp(target)) return takesAll(record, family) ? { kind: 'gone', into: device } : undefined;
      by = device;
    }
  }
  return { kind: 'passes', ...(by === undefined ? {} : { by }) };
}

/** A filter of the packet's protocol without a condition. */
function takesAll({ kind, text }: TcRecord, family: 4 | 6): boolean {
  const protocol = /\bprotocol (\S+)/.exec(text)?.[1];
  if (protocol !== 'all' && protocol !== (family === 4 ? 'ip' : 'ipv6')) return false;
  const matches = [...text.matchAll(/\bmatch (\S+) at\b/g)].map((m) => m[1]);
  return (
    kind === 'matchall' || (kind === 'u32' && matches.length > 0 && matches.every((m) => m === '00000000/00000000'))
  );
}
