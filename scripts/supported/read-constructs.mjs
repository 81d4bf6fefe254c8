// Reads from the sources of the netstack what it understands: the doc comment of each construct is its row.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../sources.mjs';

const SOURCE = 'packages/netstack/src';
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const isSource = (file) => !/\.test\.ts$|\/testing\//.test(file);
const sources = () => trackedFiles(`${SOURCE}/*.ts`).filter(isSource);

/** Folders with one construct in each export: the section of the page, and the file that lists what is registered. */
const FOLDERS = [
  { section: 'iptables matches', folder: 'netfilter/iptables/matches', type: 'MatchModule', registry: 'index.ts' },
  { section: 'iptables targets', folder: 'netfilter/iptables/targets', type: 'TargetModule', registry: 'index.ts' },
  {
    section: 'nft expressions',
    folder: 'netfilter/nft/expressions',
    type: 'ExpressionModule',
    registry: '../expression.ts',
  },
  {
    section: 'nft statements',
    folder: 'netfilter/nft/statements',
    type: 'StatementModule',
    registry: '../statement.ts',
  },
];

/** A doc comment, the name that it is of, and the code up to the next doc comment of the same depth. */
const documented = (text) =>
  ['', '  '].flatMap((indent) =>
    text
      .split(new RegExp(`^(?=${indent}/\\*\\*)`, 'm'))
      .slice(1)
      .map((part) => {
        const end = part.indexOf('*/') + 2;
        const [comment, code] = [part.slice(0, end), part.slice(end)];
        const name = code.match(indent === '' ? /^\nexport const (\w+)/ : /^\n {2}(\w+): \w+\(/)?.[1];
        return { comment, code, name };
      })
      .filter((p) => p.name !== undefined),
  );

const prose = (comment) =>
  comment
    .replace(/^\s*\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** `net/netfilter/xt_mark.c: mark_mt()`, also several, also a function alone. */
const KERNEL = /(?:(?:net|include|drivers)\/[\w/.-]+\.[ch]|\b\w+\.c)(?:: ?\w+(?:\(\)|\[\])?(?:, \w+(?:\(\)|\[\]))*)?/g;
const CALLS = /\b_*[a-z]\w+(?:\(\)|\[\])/g;
const kernelOf = (text) => (text.match(KERNEL) ?? text.match(CALLS) ?? []).join(', ');

/** Reasons that the code itself gives where the answer is `maybe`. */
const REASON =
  /\b(?:maybe|unknown|undecidable)\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*?)\1|\bNOT_KNOWN = maybe\('([^']*)'|'((?:chunks|types)[^']*not followed)'/g;
const reasonsOf = (code) => [
  ...new Set([
    ...[...code.matchAll(REASON)].map((m) => wording(m[2] ?? m[3] ?? m[4])),
    ...(code.includes('notUnderstood(') ? ['what is not named here is not understood'] : []),
  ]),
];
const wording = (literal) => literal.replace(/\\(['`])/g, '$1').replace(/\$\{[^}]*\}/g, '…');

/** True where there is no other answer than `maybe`. */
const NEVER = /= (?:undecidable|notUnderstood)\(|compile: \(\) => \(\) => maybe\(|\(\) => notUnderstood\(/;

function rowsOfFolder({ section, folder, type }) {
  return trackedFiles(`${SOURCE}/${folder}/*.ts`)
    .filter((f) => isSource(f) && !f.endsWith('/index.ts'))
    .flatMap((file) => {
      const text = read(file);
      const found = documented(text).filter((d) => isConstruct(d, type));
      return found.map(({ comment, code, name }) => {
        const doc = prose(comment);
        const alone = found.length === 1;
        return {
          section,
          file,
          name,
          spelling: doc.match(/^`[^`]*`(?:, `[^`]*`)*/)?.[0] ?? `\`${name}\``,
          kernel: kernelOf(doc),
          evaluated: NEVER.test(code) ? 'maybe' : 'yes',
          reasons: reasonsOf(alone ? text : code),
          keys: alone ? keysOf(text) : [],
        };
      });
    });
}

/** Has the type of its folder, or is made by a function of its own file that returns it. */
const isConstruct = ({ code }, type) => {
  const head = code.slice(0, code.search(/=>|\{|;|$/));
  return new RegExp(`:\\s*${type}\\b`).test(code.slice(0, 300)) || /= \w+\($|^\n {2}\w+: \w+\($|= \w+\(/.test(head);
};

/** Keys that a construct distinguishes, where it has a table of them. */
const keysOf = (text) => {
  const table = text.match(/^const (?:KEYS|HEADERS|FIELDS)\b[\s\S]*?> = \{\n([\s\S]*?)^\};/m)?.[1] ?? '';
  return [...table.matchAll(/^ {2}'?([\w -]+?)'?: /gm)].map((m) => m[1]);
};

/** `@supports SECTION | SPELLING | KERNEL [| maybe: REASON]` in any comment: constructs that are no file of their own. */
const TAG = /@supports ([^|\n]+?) \| ([^|\n]+?) \| ([^|\n]+?)(?: \| maybe: ([^|\n]+?))?\s*(?:\*\/)?$/gm;
const tagged = (file) =>
  [...read(file).matchAll(TAG)].map(([, section, spelling, kernel, reason]) => ({
    section,
    file,
    name: spelling,
    spelling: `\`${spelling}\``,
    kernel,
    evaluated: reason === undefined ? 'yes' : 'maybe',
    reasons: reason === undefined ? [] : [reason],
    keys: [],
  }));

/** What the registry of a folder names, as far as its entries are written out. */
function registered({ folder, registry }) {
  const text = read(path.posix.join(SOURCE, folder, registry));
  const table = text.match(/(?:= |Object\.entries\()\{\n([\s\S]*?)^ *\}/m)?.[1] ?? '';
  return [...table.matchAll(/^ +(?:'([^']+)'|(\w+))(?:,$|: (\w+))/gm)].map((m) => ({
    name: m[1] ?? m[2],
    by: m[3] ?? m[2],
  }));
}

/** Sysctls that the netstack reads, by their last word, with the file that does. */
const SYSCTL =
  /\b(?:deviceConf|maxConf|orConf|andConf|confEvidence)\([^()]*'([a-z_\d]+)'|(?:sysctl|sysctlEvidence)\([^()]*?['`]net\/[^'`]*?([a-z_\d-]+)['`]|key = .*['"`]net\/[^'"`]*?([a-z_\d-]+)['"`]/g;
const sysctlsRead = (files) =>
  files.flatMap((file) => [...read(file).matchAll(SYSCTL)].map((m) => ({ file, name: m[1] ?? m[2] ?? m[3] })));

/** All rows, and what is wrong with them. */
export function readConstructs() {
  const files = sources();
  const rows = [...FOLDERS.flatMap(rowsOfFolder), ...files.flatMap(tagged)];
  const problems = rows
    .filter((r) => r.kernel === '')
    .map((r) => `${r.file}: ${r.name} names no kernel function in its doc comment`);
  for (const folder of FOLDERS) {
    const known = new Set(rows.filter((r) => r.section === folder.section).map((r) => r.name));
    for (const { name, by } of registered(folder))
      if (!known.has(by) && !known.has(name))
        problems.push(`${SOURCE}/${folder.folder}: ${name} is registered and has no documented export`);
  }
  const sysctls = new Set(
    rows.filter((r) => r.section === 'sysctls').flatMap((r) => r.name.split(', ').map((n) => n.split('/').at(-1))),
  );
  for (const { file, name } of sysctlsRead(files))
    if (!sysctls.has(name)) problems.push(`${file}: reads the sysctl ${name}, which no "@supports sysctls" names`);
  return { rows, problems };
}
