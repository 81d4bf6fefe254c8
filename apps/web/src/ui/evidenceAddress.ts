import type { Evidence } from '@skoop/model';

/** `route L12`, `iptables L103`, `pods`: where a claim comes from, short enough for a margin. */
export function evidenceLabel(at: Evidence, lastLine?: number): string {
  const name = at.section
    .replace(/^objects\//, '')
    .replace(/^ip-/, '')
    .replace(/^ip6?tables-(legacy|nft)-save$|^ip6?tables-save$/, 'iptables')
    .replace(/^nft-ruleset$/, 'nft');
  if (at.line <= 0) return name;
  return `${name} ${lineLabel(at, lastLine)}`;
}

/** `L103`, or `L67–71` for a run of lines. */
export const lineLabel = (at: Evidence, lastLine?: number): string =>
  lastLine && lastLine > at.line ? `L${at.line}–${lastLine}` : `L${at.line}`;

/** The page that shows the line in its section; undefined where the snapshot is not known. */
export function evidenceLink(snapshot: string | undefined, at: Evidence): string | undefined {
  if (!snapshot) return undefined;
  const root = `/snapshots/${encodeURIComponent(snapshot)}`;
  if (at.section.startsWith('objects/')) {
    const resource = at.section.slice('objects/'.length);
    const [, namespace, name] = /^(?:([^/:\s]*)\/)?([^:\s]+):/.exec(at.text) ?? [];
    const query = new URLSearchParams();
    if (namespace) query.set('namespace', namespace);
    if (name) query.set('name', name);
    const text = query.toString();
    return `${root}/objects/${encodeURIComponent(resource)}${text ? `?${text}` : ''}`;
  }
  const netns = at.netns && at.netns !== 'host' ? `?netns=${encodeURIComponent(at.netns)}` : '';
  const line = at.line > 0 ? `#L${at.line}` : '';
  return `${root}/nodes/${encodeURIComponent(at.node)}/${encodeURIComponent(at.section)}${netns}${line}`;
}
