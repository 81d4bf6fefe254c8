import type { Snapshot } from '@skoop/model';
import { plain } from '../plain-text.ts';

/** Files that are there and cannot be used: the verdict may only say that something is unknown. */
const BROKEN = /^(dump-empty|dump-cut|dump-not-recognised|dump-without-node|objects-not-readable|object-malformed)$/;
const MOST = 5;

/** Tells on standard error which files of a snapshot are broken, so that nobody takes them for collected. */
export function warnOfBrokenFiles(snapshot: Snapshot): void {
  const gaps = [...snapshot.gaps, ...[...snapshot.nodes.values()].flatMap((n) => n.gaps)].filter((g) =>
    BROKEN.test(g.id),
  );
  for (const gap of gaps.slice(0, MOST)) process.stderr.write(`skoop: warning: ${plain(gap.message)}\n`);
  if (gaps.length > MOST)
    process.stderr.write(`skoop: warning: ${gaps.length - MOST} more; see skoop snapshot --check.\n`);
}
