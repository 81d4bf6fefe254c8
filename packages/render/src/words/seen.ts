import type { Diagnosis, Server } from '@skoop/model';
import { symptomWords } from './symptom.ts';

/** One line of "what the client sees". */
export type Seen = {
  readonly share: number;
  readonly tone: 'ok' | 'bad' | 'unk';
  readonly brief: string;
  /** Who answers, or the errno. */
  readonly detail: string;
};

const MANY = 3;

/** What the client sees, by share: who answers, and how it fails. Shares of alike lines are added up. */
export function seenByClient(d: Diagnosis): readonly Seen[] {
  const v = d.verdict;
  const lines: Seen[] = [];
  const add = (line: Seen): void => {
    const i = lines.findIndex((l) => l.tone === line.tone && l.brief === line.brief && l.detail === line.detail);
    const old = lines[i];
    if (old) lines[i] = { ...old, share: old.share + line.share };
    else lines.push(line);
  };
  const connected = symptomWords.connected.brief;
  if (v.deliveredShare > 0) {
    const names = new Set(v.servers.map(serverName));
    if (names.size === 0 || names.size > MANY)
      add({
        share: v.deliveredShare,
        tone: 'ok',
        brief: connected,
        detail: names.size === 0 ? '' : `${names.size} backends`,
      });
    else for (const s of v.servers) add({ share: s.share, tone: 'ok', brief: connected, detail: serverName(s) });
  }
  for (const drop of v.drops)
    add({ share: drop.share, tone: 'bad', brief: symptomWords[drop.symptom].brief, detail: drop.errno ?? '' });
  const rest = 1 - v.deliveredShare - v.drops.reduce((sum, drop) => sum + drop.share, 0);
  if (v.outcome === 'unknown' && (rest > 0.001 || lines.length === 0))
    add({ share: Math.max(rest, 0), tone: 'unk', brief: symptomWords.unknown.brief, detail: '' });
  return lines;
}

/** The pod, the node, or the address that answers. */
const serverName = ({ netns, node, address }: Server): string =>
  netns === 'host' ? node : netns === 'external' || netns === '' ? address : (netns.split('/').at(-1) ?? netns);
