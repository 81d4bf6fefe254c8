import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

test('to itself over a loopback that is down: the queue takes nothing', () => {
  const world = sketchWorld(
    { a: { links: ['lo down', 'eth0 mac=02:00:00:00:00:01'], addresses: ['eth0 10.0.0.1/24'] } },
    [],
  );
  const { verdict } = converseWith(passAll, world, {
    from: 'a//host',
    destination: '10.0.0.1',
    port: 80,
    protocol: 'tcp',
  });
  expect(verdict.drops).toMatchObject([{ stage: 'dev/xmit', reason: 'QDISC_DROP', symptom: 'timeout' }]);
});
