import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const host = (own: number) => ({
  links: ['lo', `eth0 kind=veth mac=02:00:00:00:00:0${own}`],
  addresses: [`eth0 10.0.0.${own}/24`],
  sockets: ['tcp *:80', 'udp *:53'],
});

// What Linux 6.18 did with tbf; of netem its source, net/sched/sch_netem.c.
test.each([
  ['a queue that only delays', 'netem', 'qdisc netem 8001: root refcnt 2 limit 1000 delay 10ms loss 30%', 'connected'],
  ['a queue that loses all', 'netem', 'qdisc netem 8001: root refcnt 2 limit 1000 loss 100%', 'timeout'],
  ['a bucket for a packet', 'tbf', 'qdisc tbf 8001: root refcnt 2 rate 1Mbit burst 2Kb lat 50ms', 'connected'],
  [
    'a bucket too small for full ones',
    'tbf',
    'qdisc tbf 8001: root refcnt 2 rate 1Mbit burst 1000b lat 50ms',
    'stalls-on-large-packets',
  ],
] as const)('%s', (_why, kind, text, symptom) => {
  const world = sketchWorld({ a: host(1), b: host(2) }, [['a:eth0', 'b:eth0']]);
  const queue = { line: 1, device: 'eth0', kind, direction: 'root', text } as const;
  const slow = {
    ...world,
    namespace: (key: string) => {
      const ns = world.namespace(key);
      return ns && ns.node === 'a' ? { ...ns, dump: { ...ns.dump, qdiscs: [queue] } } : ns;
    },
  };
  const { verdict } = converseWith(passAll, slow, {
    from: 'a//host',
    destination: '10.0.0.2',
    protocol: 'tcp',
    port: 80,
  });
  expect(verdict.symptom).toBe(symptom);
});
