import { describe, expect, it } from 'vitest';
import { runHook } from './run-hook.ts';
import { testInput, testNamespace, testPacket } from './testing/test-namespace.ts';

const section = (name: string, text: string, status = 0) => ({ name, command: '', status, text, truncated: false });

/** Sections that every dump has. */
const READ = ['iptables-legacy-save', 'iptables-nft-save', 'nft-json'].map((name) => section(name, ''));

/** What becomes of a SYN from 10.0.0.1 at FORWARD: each future once, with the kernel's word for a drop. */
function fates(rules: string, sections: ReturnType<typeof section>[]): string[] {
  const ns = testNamespace({
    legacy: `*filter\n:FORWARD ACCEPT [0:0]\n${rules}\nCOMMIT\n`,
    sections: [...READ, ...sections],
  });
  const input = testInput(ns, 'FORWARD', testPacket({ source: '10.0.0.1' }));
  return runHook(input).map(({ value: v }) => (v.kind === 'drop' ? v.reason : v.kind));
}

const QUEUE = '-A FORWARD -j NFQUEUE --queue-num 100';
const BYPASS = `${QUEUE} --queue-bypass`;
const BOUND = '  100  31234     0 2 65531     0     0        0  1\n';

describe('packets queued to a program', () => {
  it.each([
    ['a program decides', QUEUE, [section('nfqueue', BOUND)], ['accept', 'NETFILTER_DROP']],
    ['nobody has bound the queue', QUEUE, [section('nfqueue', '')], ['NOT_SPECIFIED']],
    ['nobody has, and the rule minds not', BYPASS, [section('nfqueue', '')], ['accept']],
    ['another queue is bound', QUEUE, [section('nfqueue', BOUND.replace('100', '7'))], ['NOT_SPECIFIED']],
    [
      'one of a range is',
      '-A FORWARD -j NFQUEUE --queue-balance 99:101',
      [section('nfqueue', BOUND)],
      ['accept', 'NETFILTER_DROP'],
    ],
    ['the dump does not say', BYPASS, [], ['accept', 'NETFILTER_DROP']],
    ['it could not be read', QUEUE, [section('nfqueue', '', 1)], ['accept', 'NETFILTER_DROP']],
  ])('%s', (_why, rules, sections, expected) => expect(fates(rules, sections)).toEqual(expected));
});

const entry = (address: string, stamps: number): string =>
  `src=${address} ttl: 64 last_seen: 4304504259 oldest_pkt: ${stamps} ${Array(stamps).fill('4304504259').join(', ')}\n`;
const DROP = '-j DROP';
/** The node's time, so many seconds after the stamps of `entry`. */
const clock = (later: number, hz = 250): string => {
  const jiffies = 4304504259 + later * hz;
  return `now at ${Math.round(((jiffies - 2 ** 32) / hz + 300) * 1e9)} nsecs\njiffies: ${jiffies}\n`;
};

describe('lists of -m recent', () => {
  it.each([
    [
      'on the list',
      `-A FORWARD -m recent --name bad --rcheck ${DROP}`,
      `# bad\n${entry('10.0.0.1', 1)}`,
      ['NETFILTER_DROP'],
    ],
    [
      'somebody else is',
      `-A FORWARD -m recent --name bad --rcheck ${DROP}`,
      `# bad\n${entry('10.0.0.9', 1)}`,
      ['accept'],
    ],
    ['the list is empty', `-A FORWARD -m recent --name bad --rcheck ${DROP}`, '# bad\n', ['accept']],
    [
      'not often enough',
      `-A FORWARD -m recent --name bad --rcheck --hitcount 3 ${DROP}`,
      `# bad\n${entry('10.0.0.1', 2)}`,
      ['accept'],
    ],
    [
      'how long ago depends on the moment: the list does not tell the time',
      `-A FORWARD -m recent --name bad --rcheck --seconds 60 ${DROP}`,
      `# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP', 'accept'],
    ],
    [
      'it was long ago',
      `-A FORWARD -m recent --name bad --rcheck --seconds 60 ${DROP}`,
      `${clock(100)}# bad\n${entry('10.0.0.1', 2)}`,
      ['accept'],
    ],
    [
      'it was not, also in a while',
      `-A FORWARD -m recent --name bad --rcheck --seconds 60 --hitcount 2 ${DROP}`,
      `${clock(20)}# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP'],
    ],
    [
      'it will be soon',
      `-A FORWARD -m recent --name bad --rcheck --seconds 60 ${DROP}`,
      `${clock(55)}# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP', 'accept'],
    ],
    [
      'too few of them',
      `-A FORWARD -m recent --name bad --update --seconds 60 --hitcount 3 ${DROP}`,
      `${clock(55)}# bad\n${entry('10.0.0.1', 2)}`,
      ['accept'],
    ],
    [
      'a clock that is not that of the list',
      `-A FORWARD -m recent --name bad --rcheck --seconds 60 ${DROP}`,
      `${clock(100, 173)}# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP', 'accept'],
    ],
    [
      'taken off, the old ones do not count any more',
      `-A FORWARD -m recent --name bad --remove\n-A FORWARD -m recent --name bad --set\n-A FORWARD -m recent --name bad --rcheck --hitcount 2 ${DROP}`,
      `# bad\n${entry('10.0.0.1', 2)}`,
      ['accept'],
    ],
    [
      'this connection counts on what was there',
      `-A FORWARD -m recent --name bad --set\n-A FORWARD -m recent --name bad --rcheck --hitcount 3 ${DROP}`,
      `# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP'],
    ],
    [
      'a limit of one connection in a while is young by itself',
      `-A FORWARD -m recent --name bad --set\n-A FORWARD -m recent --name bad --rcheck --seconds 60 --hitcount 1 ${DROP}`,
      `# bad\n${entry('10.0.0.1', 2)}`,
      ['NETFILTER_DROP'],
    ],
    [
      'not collected, and no rule fills it',
      `-A FORWARD -m recent --name bad --rcheck ${DROP}`,
      undefined,
      ['NETFILTER_DROP', 'accept'],
    ],
  ])('%s', (_why, rules, list, expected) =>
    expect(fates(rules, list === undefined ? [] : [section('xt-recent', list)])).toEqual(expected),
  );
});
