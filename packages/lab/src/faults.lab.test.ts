import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cluster } from './cluster.ts';
import { fateOf } from './fate.ts';
import { faults } from './faults/all.ts';
import { faultTopology } from './faults/fault.ts';
import { Tracer } from './tracer.ts';

let tracer: Tracer;
beforeAll(async () => {
  tracer = await Tracer.start();
});
afterAll(() => tracer.stop());

describe.each(faults)('$name', (fault) => {
  test('the kernel does what the story says', async () => {
    const cluster = await Cluster.up(faultTopology(fault));
    try {
      const [ask] = fault.asks;
      if (!ask) throw new Error('a fault without a question');
      await fault.apply?.(cluster);
      const fate = await fateOf(cluster, tracer, ask.flow);
      expect(fate).toMatchObject(fault.expected);
    } finally {
      await cluster.down();
    }
  });
});
