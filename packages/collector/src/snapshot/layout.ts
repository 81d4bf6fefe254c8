import type { SnapshotFile } from '../archive/untar.ts';

/** Files of a snapshot by what they are. Packed with its folder (`tar czf x.tgz folder`), everything lies one level deeper. */
export type SnapshotLayout = {
  readonly header: SnapshotFile | undefined;
  /** By resource: `pods`, `endpointslices`. */
  readonly objects: ReadonlyMap<string, SnapshotFile>;
  /** By node name. */
  readonly dumps: ReadonlyMap<string, SnapshotFile>;
};

export function layoutOf(files: Iterable<SnapshotFile>): SnapshotLayout {
  const all = [...files];
  const prefix = rootOf(all.map((f) => f.path));
  let header: SnapshotFile | undefined;
  const objects = new Map<string, SnapshotFile>();
  const dumps = new Map<string, SnapshotFile>();
  for (const file of all) {
    if (!file.path.startsWith(prefix)) continue;
    const path = file.path.slice(prefix.length);
    if (path === 'snapshot.json') header = file;
    const object = /^objects\/([A-Za-z0-9-]+)(\.[A-Za-z0-9.-]+)?\.json$/.exec(path);
    if (object?.[1] !== undefined) objects.set(object[1].toLowerCase(), file);
    const dump = /^nodes\/([^/]+)\.dump(\.gz)?$/.exec(path);
    if (dump?.[1] !== undefined) dumps.set(dump[1], file);
  }
  return { header, objects, dumps };
}

/** The shallowest folder that holds snapshot.json, else objects/ or nodes/. */
function rootOf(paths: readonly string[]): string {
  const roots = (pattern: RegExp): string[] =>
    paths.flatMap((p) => (pattern.exec(p) ? [pattern.exec(p)?.[1] ?? ''] : [])).sort((a, b) => a.length - b.length);
  return roots(/^(.*\/|)snapshot\.json$/)[0] ?? roots(/^(.*\/|)(?:objects|nodes)\/[^/]+$/)[0] ?? '';
}
