import type { Random } from './truth/random.ts';

/** Words that parsers of numbers, addresses, lists and objects trip over. */
const WORDS = [
  '',
  '!',
  '0',
  '-1',
  '0x',
  '99999999999999999999',
  '1e999',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'dev',
  'via',
  'nexthop',
  'lookup',
  'timeout',
  'none',
  '/',
  '::/0',
  '0.0.0.0/0',
  '255.255.255.255/33',
  '1.2.3.4.5',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '10.0.0.0-9.0.0.0',
  '65536',
  '80-70',
  ',,,',
  '@',
  '\\',
  '"',
  "'",
  '{',
  '[[[',
  'null',
  '\u0000',
  '\u202e',
  '٣',
  '😀',
  'a'.repeat(5000),
  '9'.repeat(400),
  '('.repeat(300),
];

/**
 * A text with a few changes at random places: words that are replaced, doubled or gone, lines that are doubled, swapped or cut, and now
 * and then a byte of something else. Frames of a dump lose their byte counts, so that what lies between them is read all the same.
 */
export function mutate(text: string, random: Random, changes: number): string {
  const lines = text.split('\n').map((line) => (line.startsWith('#@') ? line.replace(/ bytes=\d+/, '') : line));
  for (let i = 0; i < changes; i++) {
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    if (line.startsWith('#@') && random.chance(0.9)) continue;
    lines[at] = mutateLine(line, random, lines);
  }
  return lines.join('\n');
}

function mutateLine(line: string, random: Random, lines: readonly string[]): string {
  const words = line.split(/([\s,:/=]+)/);
  const at = random.below(words.length);
  switch (random.below(10)) {
    case 0:
      return `${line}\n${line}`;
    case 1:
      return lines[random.below(lines.length)] ?? '';
    case 2:
      return line.slice(0, random.below(line.length + 1));
    case 3:
      return line + String.fromCharCode(random.below(0x300));
    case 4:
      return words.toSpliced(at, 1).join('');
    case 5:
      return words.toSpliced(at, 0, words[at] ?? '').join('');
    case 6:
      return words.with(at, words[random.below(words.length)] ?? '').join('');
    default:
      return words.with(at, random.pick(WORDS)).join('');
  }
}
