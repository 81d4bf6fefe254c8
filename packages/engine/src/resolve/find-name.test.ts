import { expect, test } from 'vitest';
import { clusterOf } from '../cluster.ts';
import { snapshotOf } from '../fixtures/objects.ts';
import { findPod, findService } from './find-name.ts';

// The file may be there, and cut off: a warning says so, and this must not contradict it.
test.each([
  ['pods', findPod],
  ['services', findService],
] as const)('no %s at all: none could be read', (what, find) => {
  const cluster = clusterOf(snapshotOf({}, []));
  expect(() => find(cluster, 'default/a', 'default', 'a')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(`no readable objects/${what}.json`) }),
  );
});
