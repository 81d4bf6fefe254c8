import type { Diagnosis, Symptom } from '@skoop/model';
import { symptomWords } from './symptom.ts';

/** One line of "what the client sees". */
export type Seen = {
  readonly share: number;
  readonly tone: 'ok' | 'bad' | 'unk';
  readonly brief: string;
  readonly detail: string;
};

/** What the client sees, by share: who answers, and how it fails. Shares of alike lines are added up. */
export function seenByClient(d: Diagnosis): readonly Seen[] {
  const lines: Seen[] = [];
  const add = (line: Seen): void => {
    const i = lines.findIndex((l) => l.tone === line.tone && l.brief === line.brief && l.detail === line.detail);
    const old = lines[i];
    if (old) lines[i] = { ...old, share: old.share + line.share };
    else lines.push(line);
  };
  for (const s of d.verdict.servers) {
    const works =
      d.verdict.drops.every((drop) => drop.symptom !== 'stalls-on-large-packets') || d.verdict.deliveredShare > 0;
    if (works && d.verdict.deliveredShare > 0)
      add({
        share: s.share,
        tone: 'ok',
        brief: symptomWords.connected.brief,
        detail: serverName(s.netns, s.node, s.address),
      });
  }
  const ok = lines.reduce((sum, l) => sum + l.share, 0);
  if (lines.length === 0 && d.verdict.deliveredShare > 0)
    add({ share: d.verdict.deliveredShare, tone: 'ok', brief: symptomWords.connected.brief, detail: '' });
  for (const drop of d.verdict.drops)
    add({ share: drop.share, tone: 'bad', brief: brief(drop.symptom), detail: drop.errno ?? '' });
  const rest = 1 - Math.max(ok, d.verdict.deliveredShare) - d.verdict.drops.reduce((sum, drop) => sum + drop.share, 0);
  if (d.verdict.outcome === 'unknown' && (rest > 0.001 || lines.length === 0))
    add({ share: Math.max(rest, 0), tone: 'unk', brief: symptomWords.unknown.brief, detail: '' });
  return lines;
}

const brief = (s: Symptom): string => symptomWords[s].brief;
const serverName = (netns: string, node: string, address: string): string =>
  netns === 'host' ? node : netns === 'external' || netns === '' ? address : (netns.split('/').at(-1) ?? netns);
