import type { Snapshot } from '@skoop/model';
import { loadSnapshot } from './load-snapshot.ts';
import type { SnapshotSource } from './snapshot-source.ts';

export type SnapshotCache = { readonly get: (source: SnapshotSource) => Promise<Snapshot> };

type Kept = { readonly snapshot: Snapshot; readonly weight: number };

/** Parsed records of a section take about this many times its text. */
const PARSED_WEIGHT = 6;

/**
 * Parsed snapshots of one thread, the least recently used of them dropped when together they weigh more than `limitBytes`. The one in
 * use stays, whatever it weighs.
 */
export function createSnapshotCache(limitBytes: number, maxSnapshotBytes: number): SnapshotCache {
  const kept = new Map<string, Kept>();
  const loading = new Map<string, Promise<Snapshot>>();

  async function load(source: SnapshotSource): Promise<Snapshot> {
    const parent = source.kind === 'derived' ? await get(source.parent) : undefined;
    const snapshot = await loadSnapshot(source, parent, maxSnapshotBytes);
    kept.set(source.key, { snapshot, weight: weigh(snapshot, parent) });
    evict();
    return snapshot;
  }

  function evict(): void {
    let total = 0;
    for (const { weight } of kept.values()) total += weight;
    for (const [key, { weight }] of kept) {
      if (total <= limitBytes || kept.size === 1) return;
      kept.delete(key);
      total -= weight;
    }
  }

  async function get(source: SnapshotSource): Promise<Snapshot> {
    const known = kept.get(source.key);
    if (known) {
      // Moves to the end: the front is what was used longest ago.
      kept.delete(source.key);
      kept.set(source.key, known);
      return known.snapshot;
    }
    const running = loading.get(source.key);
    if (running) return running;
    const promise = load(source).finally(() => loading.delete(source.key));
    loading.set(source.key, promise);
    return promise;
  }

  return { get };
}

/** Bytes, roughly. What a derived snapshot shares with its parent counts once. */
function weigh(snapshot: Snapshot, parent: Snapshot | undefined): number {
  let weight = 0;
  for (const [name, dump] of snapshot.nodes) {
    if (parent?.nodes.get(name) === dump) continue;
    for (const ns of dump.namespaces) for (const section of ns.sections) weight += section.text.length * PARSED_WEIGHT;
  }
  for (const [resource, objects] of Object.entries(snapshot.objects)) {
    if (parent?.objects[resource] === objects) continue;
    // Kubernetes objects are a few kilobytes each, with managed fields and all.
    weight += objects.length * 8192;
  }
  return weight;
}
