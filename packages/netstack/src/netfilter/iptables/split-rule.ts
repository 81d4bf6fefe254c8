import type { Option } from './module.ts';

/** A rule's words, sorted: the header part, each `-m` with its options, the target with its own. */
export type SplitRule = {
  readonly header: readonly Option[];
  readonly matches: readonly SplitModule[];
  readonly target?: SplitModule & { readonly goto: boolean };
};
export type SplitModule = {
  readonly name: string;
  readonly options: readonly Option[];
  readonly words: readonly string[];
};
type Building = {
  name: string;
  options: Option[];
  words: string[];
  arity: Readonly<Record<string, number>> | undefined;
};

const HEADER = new Map<string, readonly [name: string, values: number]>(
  Object.entries({
    '-s': ['-s', 1],
    '--source': ['-s', 1],
    '--src': ['-s', 1],
    '-d': ['-d', 1],
    '--destination': ['-d', 1],
    '--dst': ['-d', 1],
    '-i': ['-i', 1],
    '--in-interface': ['-i', 1],
    '-o': ['-o', 1],
    '--out-interface': ['-o', 1],
    '-p': ['-p', 1],
    '--protocol': ['-p', 1],
    '-f': ['-f', 0],
    '--fragment': ['-f', 0],
    '-4': ['-4', 0],
    '-6': ['-6', 0],
    '-c': ['-c', 2],
    '--set-counters': ['-c', 2],
  }),
);

/** How many words follow each option, by the kind and name of its module; undefined: unknown module. */
export type Arity = (kind: 'match' | 'target', name: string) => Readonly<Record<string, number>> | undefined;

/** Words of a dump may be called like what every object has. */
const own = <T>(table: Readonly<Record<string, T>> | undefined, word: string): T | undefined =>
  table && Object.hasOwn(table, word) ? table[word] : undefined;

/** Rules that no iptables printed, as those of a test or a backup, have comments of several words without quotes. */
const isComment = ({ name, options }: Building, word: string): boolean =>
  name === 'comment' && options.length > 0 && !/^-[-a-z]/i.test(word);

/** Sorts the words of one line of iptables-save. Words of modules that nobody knows are kept in `words`. */
export function splitRule(args: readonly string[], arity: Arity): SplitRule {
  const header: Option[] = [];
  const matches: Building[] = [];
  let target: (Building & { goto: boolean }) | undefined;
  let protocol = '';
  let invert = false;
  let i = 0;
  const take = (n: number): string[] => {
    const values = args.slice(i + 1, i + 1 + n);
    i += values.length;
    return values;
  };
  for (; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === '!') {
      invert = true;
      continue;
    }
    const current: Building | undefined = target ?? matches.at(-1);
    const known = own(current?.arity, word);
    const plain = HEADER.get(word);
    if (known !== undefined && current) current.options.push({ name: word, invert, values: take(known) });
    else if (word === '-m' || word === '--match') {
      const name = take(1)[0] ?? '';
      matches.push({ name, options: [], words: [], arity: arity('match', name) });
    } else if (word === '-j' || word === '--jump' || word === '-g' || word === '--goto') {
      const name = take(1)[0] ?? '';
      target = { name, options: [], words: [], arity: arity('target', name), goto: word === '-g' || word === '--goto' };
    } else if (plain && (current?.arity !== undefined || !current)) {
      const option = { name: plain[0], invert, values: take(plain[1]) };
      if (option.name === '-p') protocol = option.values[0] ?? '';
      header.push(option);
    } else if (!current && own(arity('match', protocol), word) !== undefined) {
      // `-p tcp --dport 80` loads the match of the protocol by itself.
      const table = arity('match', protocol);
      matches.push({
        name: protocol,
        options: [{ name: word, invert, values: take(table?.[word] ?? 0) }],
        words: [],
        arity: table,
      });
    } else if (current && isComment(current, word)) continue;
    else if (current) current.words.push(...(invert ? ['!', word] : [word]));
    else header.push({ name: word, invert, values: [] });
    invert = false;
  }
  return { header, matches, ...(target ? { target } : {}) };
}
