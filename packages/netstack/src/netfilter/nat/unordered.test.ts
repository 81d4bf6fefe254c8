import { expect, it } from 'vitest';
import { runHook } from '../run-hook.ts';
import { testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';

const section = (name: string, text: string) => ({ name, command: '', status: 0, text, truncated: false });
const READ = ['iptables-legacy-save', 'iptables-nft-save', 'nft-json'].map((name) => section(name, ''));

const dnat = (to: string): string =>
  `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination ${to}\nCOMMIT\n`;
const place = { family: 'ip', table: 't' } as const;
const tcp = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'tcp' } };
const native = (to: string) => ({
  items: [
    { table: { family: 'ip', name: 't', handle: 1 } },
    { chain: { ...place, name: 'p', handle: 2, type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' } },
    { rule: { ...place, chain: 'p', handle: 3, expr: [tcp, { dnat: { addr: to } }] } },
  ],
  lines: new Map(),
  texts: new Map(),
});
const tables = (...names: string[]) => [...READ, section('nft-tables', names.map((n) => `table ${n}\n`).join(''))];
const [A, B] = ['10.0.0.77', '10.0.0.88'];

// nf_hook_entries_grow(): what was registered last is asked first, among equals. Seen in a kernel, in all six orders.
it.each([
  [
    'the table of iptables is the newer one',
    { nft4: dnat(A), nft: native(B), sections: tables('ip t', 'ip nat') },
    [A],
  ],
  [
    'it is the older one, and its chain may have come later',
    { nft4: dnat(A), nft: native(B), sections: tables('ip nat', 'ip t') },
    [A, B],
  ],
  ['the dump does not tell', { nft4: dnat(A), nft: native(B), sections: READ }, [A, B]],
  ['the old backend is in no list', { legacy: dnat(A), nft: native(B), sections: tables('ip t') }, [A, B]],
  ['both backends of iptables', { legacy: dnat(A), nft4: dnat(B), sections: tables('ip nat') }, [A, B]],
  ['all of them agree', { legacy: dnat(A), nft4: dnat(A), nft: native(A), sections: READ }, [A]],
  ['one alone', { nft: native(B), sections: READ }, [B]],
])('%s', (_why, state, expected) => {
  const ns = testNamespace({ ...state, addresses: ['eth0 10.0.0.2/24'] });
  const results = runHook(testInput(ns, 'PREROUTING', testPacket()));
  expect(results.map(({ value }) => value.kind === 'accept' && value.packet.destination).toSorted()).toEqual(expected);
});
