import { diagnose } from '@skoop/providers';
import { expect, it } from 'vitest';
import { recordedCases, recordedSnapshot } from '../recorded.ts';

const suspicionsOf = async (name: string): Promise<readonly string[]> => {
  const snapshot = await recordedSnapshot('tunnels', name);
  const questions = recordedCases('tunnels').find((c) => c.name === name)?.questions ?? [];
  const found = [];
  for (const { question } of questions) {
    const { cluster, nodes } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
    const all = [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)];
    found.push(...all.map((s) => [s.id, s.level, s.message, ...(s.fix?.commands ?? [])].join(' | ')));
  }
  return [...new Set(found)];
};

it.each(['calico-ipip', 'ipip-any', 'gre', 'gretap', 'ip6gre', 'sit', 'ip6tnl', 'geneve', 'wireguard'])(
  'nothing is suspicious about healthy tunnels: %s',
  async (name) => {
    expect(await suspicionsOf(name)).toEqual([]);
  },
);

it('a firewall that drops protocol 4 is named, and what lets it through', async () => {
  expect(await suspicionsOf('calico-ipip-blocked')).toEqual([
    'overlay-port-blocked | fatal | node-2 drops the IPIP packets of other nodes by filter INPUT rule `-A INPUT -p ipencap -j DROP` (line 112) | ' +
      'iptables-legacy -t filter -D INPUT -p ipencap -j DROP',
  ]);
});

it.each([
  ['ipip-narrow', 20, 'ipip'],
  ['ip6tnl-narrow', 48, 'ip6tnl'],
])('a device that promises more than fits with its header is named: %s', async (name, overhead, kind) => {
  const says = `t0 on node-1 has MTU 1500, and with ${overhead} bytes of ${kind} header that does not fit into eth0`;
  expect((await suspicionsOf(name)).join('\n')).toContain(says);
});
