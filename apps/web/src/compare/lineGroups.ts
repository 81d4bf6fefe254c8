import type { LineChange } from '@skoop/api';

/** Changed lines of one section, in its order. */
export type LineGroup = { readonly key: string; readonly title: string; readonly lines: readonly LineChange[] };

/** Sections in the order in which they are first named: the ones that decide come first. */
export function lineGroups(changes: readonly LineChange[]): readonly LineGroup[] {
  const groups = new Map<string, LineChange[]>();
  for (const change of changes) {
    // A pod's namespace has another number after it was restarted: its removed and added lines still belong together.
    const key = `${change.node}\n${change.netns === 'host' ? 'host' : ''}\n${change.section}`;
    const list = groups.get(key);
    if (list) list.push(change);
    else groups.set(key, [change]);
  }
  return [...groups].map(([key, lines]) => ({
    key,
    title: titleOf(lines[0]),
    lines: lines.toSorted((a, b) => a.line - b.line || (a.kind === b.kind ? 0 : a.kind === 'removed' ? -1 : 1)),
  }));
}

function titleOf(line: LineChange | undefined): string {
  const { node = '', netns = '', section = '' } = line ?? {};
  if (node === '') return `${section.replace(/^objects\//, '')} of the cluster`;
  return `${section} on ${node}${netns !== '' && netns !== 'host' ? `, namespace of a pod` : ''}`;
}
