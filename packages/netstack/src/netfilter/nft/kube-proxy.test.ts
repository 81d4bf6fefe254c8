import type { NftDump } from '@skoop/model';
import { describe, expect, test } from 'vitest';
import { probabilityOf } from '../../fork.ts';
import { modelWord, predict } from '../testing/router-model.ts';
import type { LabQuestion } from '../testing/router-question.ts';
import { KUBE_PROXY_RULESET } from './testing/kube-proxy-ruleset.ts';

const items = KUBE_PROXY_RULESET.trim()
  .split('\n')
  .map((line) => JSON.parse(line) as NftDump['items'][number]);
const ruleset = { nft: { items, lines: new Map(), texts: new Map() } };
const ask = (address: string, port: number, more: Partial<LabQuestion> = {}): LabQuestion => ({
  protocol: 'tcp',
  address,
  port,
  ...more,
});
/** Each way that the question may go, with its share, and where it ends. */
const ways = (q: LabQuestion, from: 'c' | 'r', set: typeof ruleset): string[] =>
  predict(set, q, from).branches.map(({ choices, result }) => {
    const lost = result.kind === 'failed' ? ` at ${result.loss.stage}` : '';
    return `${probabilityOf(choices)}: ${modelWord(result, q)}${lost}`;
  });

const both = (client: string, subnet = '10.2.0.'): string[] =>
  [2, 3].map((n) => `0.5: ${subnet}${n} 80 from ${client}`);
const FORWARD = 'nft:ip kube-proxy filter-forward/FORWARD';
const CASES: readonly (readonly [why: string, LabQuestion, 'c' | 'r', readonly string[]])[] = [
  ['numgen shares equally; a client outside is masqueraded', ask('10.2.0.110', 80), 'c', both('10.2.0.1')],
  [
    'both protocols are keys of the maps',
    ask('10.2.0.111', 80, { protocol: 'udp' }),
    'c',
    [`1: refused at ${FORWARD}`],
  ],
  ['IPv6', ask('fd02::110', 80), 'c', both('fd02::1', 'fd02::')],
  ['fib: any local address has node ports', ask('10.2.0.1', 30080), 'c', both('10.2.0.1')],
  ['but no loopback address', ask('127.0.0.1', 30080), 'r', ['1: refused at socket/lookup']],
  ['a set of node port addresses: listed', ask('fd01::1', 30080), 'c', both('fd02::1', 'fd02::')],
  ['a set of node port addresses: not listed', ask('fd02::1', 30080), 'c', ['1: refused at socket/lookup']],
  ['no endpoints: goto reject-chain', ask('10.2.0.111', 80), 'c', [`1: refused at ${FORWARD}`]],
  ['no endpoints, node port', ask('10.1.0.1', 30081), 'c', ['1: refused at nft:ip kube-proxy filter-input/INPUT']],
  ['no local endpoints: drop as an element', ask('10.2.0.112', 80), 'c', [`1: timeout at ${FORWARD}`]],
  ['cluster-ips: a port that the service lacks', ask('10.2.0.110', 81), 'c', [`1: refused at ${FORWARD}`]],
  ['an address that no service has', ask('10.2.0.126', 80), 'c', [`1: timeout at ${FORWARD}`]],
  ['source ranges with the client', ask('10.2.0.113', 80), 'c', ['1: 10.2.0.3 80 from 10.2.0.1']],
  [
    'source ranges without',
    ask('10.2.0.114', 80),
    'c',
    ['1: timeout at nft:ip kube-proxy filter-prerouting/PREROUTING'],
  ],
  ['affinity: no element, so dice', ask('10.2.0.115', 80), 'c', both('10.1.0.2')],
];

/** The rules after a client of service 15 was sent to the second endpoint, as nft prints the element. */
const remembering = {
  nft: {
    ...ruleset.nft,
    items: items.map((item) => {
      const set = item.set as { readonly name: string; readonly family: string } | undefined;
      const elem = [{ elem: { val: '10.1.0.2', timeout: 10800, expires: 10799 } }];
      return set?.name === 'affinity-15-3' && set.family === 'ip' ? { set: { ...set, elem } } : item;
    }),
  },
};

describe('kube-proxy in nftables mode', () => {
  test.each(CASES)('%s', (_why, question, from, expected) => {
    expect(ways(question, from, ruleset)).toEqual(expected);
  });
  test('affinity: a client that is remembered goes where it went before', () => {
    expect(ways(ask('10.2.0.115', 80), 'c', remembering)).toEqual(['1: 10.2.0.3 80 from 10.1.0.2']);
  });
});
