import { assertions } from './assertions/index.ts';
import type { Finding } from './finding.ts';

/** The page of a finding as Markdown; docs/findings/<id>.md is exactly this. undefined: there is no such finding. */
export function explainFinding(id: string): string | undefined {
  const found = assertions.find((a) => a.id === id);
  return found && findingPage(found);
}

/** Ids, levels and titles of all findings, by id. */
export const findingList = (): readonly Pick<Finding, 'id' | 'level' | 'title'>[] =>
  assertions.map(({ id, level, title }) => ({ id, level, title })).toSorted((a, b) => (a.id < b.id ? -1 : 1));

const findingPage = ({ id, level, title, docs }: Finding): string =>
  `${[
    `# ${title}`,
    `\`${id}\` · usually ${level}`,
    '## What it means',
    docs.meaning,
    '## How to check by hand',
    docs.check,
    '## How to fix it',
    docs.fix,
    '## References',
    docs.references.map(([text, url]) => `* [${text}](${url})`).join('\n'),
  ].join('\n\n')}\n`;
