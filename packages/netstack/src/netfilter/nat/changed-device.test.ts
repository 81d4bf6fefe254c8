import { expect, test } from 'vitest';
import { runHook } from '../run-hook.ts';
import { testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';

const rules = (target: string): string => `*nat
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -j ${target}
COMMIT
`;
const ADDRESSES = ['eth1 10.1.0.1/24', 'eth2 10.2.0.1/24'];

// Seen on a kernel with IPVS: a packet of the node itself is masqueraded on its way over lo, and then sent to a real server.
test.each([
  ['what was masqueraded for one device dies at another', 'MASQUERADE', 'eth2', 'nat/POSTROUTING NETFILTER_DROP'],
  ['by the same device it goes on', 'MASQUERADE', 'eth1', 'accept 10.1.0.1'],
  ['SNAT does not ask for the device', 'SNAT --to-source 10.1.0.9', 'eth2', 'accept 10.1.0.9'],
])('%s', (_why, target, second, expected) => {
  const ns = testNamespace({ legacy: rules(target), addresses: ADDRESSES });
  const packet = testPacket({ source: '10.0.0.7', destination: '10.1.0.2' });
  const [tracked] = runHook(testInput(ns, 'PREROUTING', packet));
  const [first] = runHook(
    testInput(ns, 'POSTROUTING', packet, { flow: tracked?.value.flow ?? never(), outDevice: 'eth1' }),
  );
  const [last] = runHook(
    testInput(ns, 'POSTROUTING', packet, { flow: first?.value.flow ?? never(), outDevice: second }),
  );
  const r = last?.value ?? never();
  expect(r.kind === 'drop' ? `${r.stage} ${r.reason}` : `${r.kind} ${r.packet.source}`).toBe(expected);
});

function never(): never {
  throw new Error('one future');
}
