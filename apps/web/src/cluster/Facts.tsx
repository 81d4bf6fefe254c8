import type { ClusterFacts, Detected } from '@skoop/model';
import { Glyph } from '../ui/Glyph.tsx';

const WORDS: readonly (readonly [keyof ClusterFacts, string])[] = [
  ['plugin', 'Network plugin'],
  ['backend', 'Backend'],
  ['proxyMode', 'Services by'],
  ['provider', 'Provider'],
  ['clusterCidr', 'Pod addresses'],
  ['serviceCidr', 'Service addresses'],
];

/** What was detected, each with its reason; what is not certain says so. */
export function Facts({ facts }: { facts: ClusterFacts }) {
  const rows = WORDS.flatMap(([key, word]) => {
    const detected = facts[key] as Detected | undefined;
    return detected && typeof detected === 'object' ? [{ word, detected }] : [];
  });
  return (
    <dl className="facts box">
      {facts.version ? (
        <div>
          <dt>Kubernetes</dt>
          <dd>
            <b>{facts.version}</b>
          </dd>
        </div>
      ) : null}
      {rows.map(({ word, detected }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            <b>{detected.value || 'not known'}</b>
            {detected.certain ? null : (
              <span className="guess">
                <Glyph kind="unk" size={14} /> not certain
              </span>
            )}
            <span className="why-line">{detected.why}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
