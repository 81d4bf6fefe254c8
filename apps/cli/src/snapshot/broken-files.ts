import type { Gap, Snapshot } from '@skoop/model';
import { plain } from '../plain-text.ts';

const MOST = 5;

/**
 * Tells on standard error which files of a snapshot are there and cannot be used, so that nobody takes them for collected: the
 * verdict may only say that something is unknown.
 */
export function warnOfBrokenFiles(snapshot: Snapshot): void {
  const dumps = [...snapshot.nodes.values()].flatMap((node) => node.gaps).filter((gap) => gap.id.startsWith('dump-'));
  const gaps = [...snapshot.gaps.filter(isOfFile), ...dumps];
  for (const gap of gaps.slice(0, MOST)) process.stderr.write(`skoop: warning: ${plain(gap.message)}\n`);
  if (gaps.length > MOST)
    process.stderr.write(`skoop: warning: ${gaps.length - MOST} more; see skoop snapshot --check.\n`);
}

/** What was never collected is told by the verdict, if the packet needs it. */
const isOfFile = (gap: Gap): boolean =>
  gap.node === '' ? /^object(s-not-readable|-malformed)$/.test(gap.id) : gap.id !== 'node-not-collected';
