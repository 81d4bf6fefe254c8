import type { Family, RuleRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

type Building = { -readonly [K in keyof RuleRecord]: RuleRecord[K] };

/** `ip -4|-6 rule show`. */
export function parseRules(text: string, family: Family): Parsed<RuleRecord> {
  const records: RuleRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === '') return;
    const match = /^(\d+):\s*(.*)$/.exec(line);
    const priority = integer(match?.[1]);
    if (!match || priority === undefined) unread.push(number);
    else records.push(readRule(wordsOf(match[2] ?? ''), { line: number, family, priority }));
  });
  return { records, unread };
}

const ACTIONS: ReadonlySet<string> = new Set(['nop', 'blackhole', 'unreachable', 'prohibit']);

function readRule(words: readonly string[], at: { line: number; family: Family; priority: number }): RuleRecord {
  const unknown: string[] = [];
  const rule: Building = { ...at, not: false, action: 'nop', unknown };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === 'not') rule.not = true;
    else if (ACTIONS.has(word)) rule.action = word as RuleRecord['action'];
    // The device of iif or oif does not exist now; the target of a goto does not.
    else if (word === '[detached]' || word === '[unresolved]') continue;
    else if (i + 1 < words.length && valued(rule, word, words[i + 1] ?? '')) i += 1;
    else unknown.push(word);
  }
  return rule;
}

/** False: the word is not known, or its value cannot be read. */
function valued(rule: Building, word: string, value: string): boolean {
  switch (word) {
    case 'from':
      if (value !== 'all') rule.from = value;
      return true;
    case 'to':
      if (value !== 'all') rule.to = value;
      return true;
    case 'fwmark':
      return mark(rule, value);
    case 'iif':
      rule.iif = value;
      return true;
    case 'oif':
      rule.oif = value;
      return true;
    case 'tos':
    case 'dsfield':
      rule.tos = integer(value);
      return rule.tos !== undefined;
    case 'ipproto':
      rule.ipproto = value;
      return true;
    case 'sport':
      rule.sport = range(value);
      return rule.sport !== undefined;
    case 'dport':
      rule.dport = range(value);
      return rule.dport !== undefined;
    case 'uidrange':
      rule.uidrange = range(value);
      return rule.uidrange !== undefined;
    case 'suppress_prefixlength':
      rule.suppressPrefixlength = integer(value);
      return rule.suppressPrefixlength !== undefined;
    case 'suppress_ifgroup':
      rule.suppressIfgroup = value;
      return true;
    case 'goto':
      rule.action = 'goto';
      rule.goto = integer(value);
      return true;
    case 'lookup':
    case 'table':
      rule.action = 'lookup';
      if (value === '[l3mdev-table]') rule.l3mdev = true;
      else rule.table = value;
      return true;
    case 'proto':
    case 'protocol':
    case 'realms':
      return true;
    default:
      return false;
  }
}

function mark(rule: Building, text: string): boolean {
  const slash = text.indexOf('/');
  rule.fwmark = integer(slash < 0 ? text : text.slice(0, slash));
  if (slash >= 0) rule.fwmask = integer(text.slice(slash + 1));
  return rule.fwmark !== undefined && (slash < 0 || rule.fwmask !== undefined);
}

function range(text: string): { readonly from: number; readonly to: number } | undefined {
  const [a, b] = text.split('-');
  const from = integer(a);
  const to = b === undefined ? from : integer(b);
  return from === undefined || to === undefined ? undefined : { from, to };
}
