import type { IptablesDump, NamespaceDump } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { authorOf, policyAuthor, ruleAuthors } from './rule-author.ts';

const CHAINS = [
  ['ufw', 'ufw-user-input', 'ufw'],
  ['ufw for IPv6', 'ufw6-before-forward', 'ufw'],
  ['Docker of all versions', 'DOCKER', 'Docker'],
  ['Docker 28', 'DOCKER-FORWARD', 'Docker'],
  ['not Docker: a chain that only begins like it', 'DOCKERHOST', undefined],
  ['firewalld with the iptables backend', 'IN_public_deny', 'firewalld'],
  ['firewalld before 1.0: zones of both sides', 'FORWARD_OUT_ZONES', 'firewalld'],
  ['a sidecar', 'ISTIO_IN_REDIRECT', 'Istio'],
  ['the network policies of k3s', 'KUBE-POD-FW-5GZC4UVBNPSBZQ2T', 'kube-router'],
  ['not kube-router: the services of kube-proxy', 'KUBE-SERVICES', undefined],
  ['Amazon', 'AWS-SNAT-CHAIN-0', 'the AWS VPC CNI'],
  ['Cilium, the chains of the version before', 'OLD_CILIUM_FORWARD', 'Cilium'],
  ['a rule typed by hand', 'INPUT', undefined],
] as const;

describe('who wrote a chain', () => {
  it.each(CHAINS)('%s', (_why, chain, name) => {
    expect(ruleAuthors.find((a) => a.chains.test(chain))?.name).toBe(name);
  });
});

const dump = (chain: string, jumps: readonly string[]): IptablesDump => ({
  backend: 'nft',
  family: 4,
  section: 'iptables-nft',
  tables: [
    {
      name: 'filter',
      line: 1,
      chains: [
        {
          name: chain,
          line: 2,
          policy: 'DROP',
          rules: jumps.map((j, i) => ({ line: 3 + i, args: ['-j', j], text: `-A ${chain} -j ${j}` })),
        },
      ],
    },
  ],
});

describe('who set a policy to DROP', () => {
  it.each([
    ['Docker does in FORWARD', 'FORWARD', ['DOCKER-USER'], 'Docker set it'],
    ['Docker never does in INPUT', 'INPUT', ['DOCKER-USER'], undefined],
    ['ufw has a word for it', 'FORWARD', ['ufw-before-forward'], "ufw's default deny forward policy"],
    ['ufw says its default for INPUT too', 'INPUT', ['ufw-before-input'], "ufw's default policy for incoming packets"],
    [
      'of both, ufw is the one whose default it is',
      'FORWARD',
      ['DOCKER', 'ufw-track-forward'],
      "ufw's default deny forward policy",
    ],
    ['kube-proxy leaves policies alone', 'FORWARD', ['KUBE-FORWARD'], undefined],
  ])('%s', (_why, hook, jumps, says) => {
    expect(policyAuthor(dump(hook, jumps), hook)?.says).toBe(says);
  });
});

describe('rules in built-in chains', () => {
  const text = '-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP';
  const at = (chains: readonly string[]) => {
    const raw = { ...dump('PREROUTING', []).tables[0], name: 'raw' };
    const rule = { line: 9, args: ['-d', '172.17.0.2/32', '!', '-i', 'docker0', '-j', 'DROP'], text };
    const tables = [
      { ...raw, line: 1, chains: [{ name: 'PREROUTING', line: 2, policy: 'ACCEPT', rules: [rule] }] },
      { name: 'filter', line: 10, chains: chains.map((name) => ({ name, line: 11, rules: [] })) },
    ];
    const namespace = { iptables: [{ ...dump('x', []), tables }] } as unknown as NamespaceDump;
    return authorOf(namespace, { node: 'n1', netns: 'host', section: 'iptables-nft', line: 9, text })?.author.name;
  };
  it.each([
    ['Docker keeps others from its containers', ['DOCKER'], 'Docker'],
    ['without Docker somebody else wrote it', ['KUBE-FORWARD'], undefined],
  ])('%s', (_why, chains, name) => expect(at(chains)).toBe(name));
});

describe('whose rule a line is', () => {
  const namespace = {
    iptables: [dump('DOCKER-ISOLATION-STAGE-2', ['DROP'])],
    nft: {
      items: [],
      lines: new Map([['inet firewalld filter_FORWARD 42', 7]]),
      texts: new Map([[7, 'reject with icmpx admin-prohibited']]),
    },
  } as unknown as NamespaceDump;
  const at = (section: string, line: number) =>
    authorOf(namespace, { node: 'n1', netns: 'host', section, line, text: '' });
  it.each([
    ['an iptables rule by its chain', 'iptables-nft', 3, 'Docker', 'DOCKER-ISOLATION-STAGE-2'],
    ['an nft rule by its table', 'nft-ruleset', 7, 'firewalld', 'filter_FORWARD'],
    ['a line that is no rule', 'nft-ruleset', 8, undefined, undefined],
  ])('%s', (_why, section, line, name, chain) => {
    const found = at(section, line);
    expect([found?.author.name, found?.chain]).toEqual([name, chain]);
  });
});
