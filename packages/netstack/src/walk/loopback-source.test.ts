import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { sure } from '../fork.ts';
import type { RunHook } from '../netfilter/hook.ts';
import { sketchWorld } from '../testing/world.ts';

/** OUTPUT sends what is for 127.0.0.1 to another machine, as a local NodePort does. */
const toServer: RunHook = ({ hook, packet, flow }) => {
  const changed = hook === 'OUTPUT' && packet.destination === '127.0.0.1';
  return sure({
    kind: 'accept',
    packet: changed ? { ...packet, destination: '10.0.0.2' } : packet,
    flow,
    steps: [],
  });
};

const ask = (protocol: 'tcp' | 'udp', routeLocalnet: string) =>
  converseWith(
    toServer,
    sketchWorld(
      {
        a: {
          links: ['lo', 'eth0 mac=02:00:00:00:00:01'],
          addresses: ['lo 127.0.0.1/8', 'eth0 10.0.0.1/24'],
          sysctls: { 'net/ipv4/conf/eth0/route_localnet': routeLocalnet },
        },
        b: { links: ['lo', 'eth0 mac=02:00:00:00:00:02'], addresses: ['lo 127.0.0.1/8', 'eth0 10.0.0.2/24'] },
      },
      [],
    ),
    { from: 'a//host', destination: '127.0.0.1', port: 80, protocol },
  ).verdict.drops;

const REFUSED = { node: 'a', stage: 'local-out/reroute', reason: 'NETFILTER_DROP' };

test.each([
  ['TCP retries until it times out', 'tcp', { ...REFUSED, symptom: 'timeout' }],
  ['UDP is told at once', 'udp', { ...REFUSED, symptom: 'invalid-argument', errno: 'EINVAL' }],
] as const)('a loopback source may not leave by eth0: %s', (_why, protocol, drop) => {
  expect(ask(protocol, '0')).toMatchObject([drop]);
});

test('with route_localnet it leaves', () => {
  expect(ask('tcp', '1').every((d) => d.node !== 'a' || d.stage !== 'local-out/reroute')).toBe(true);
});
