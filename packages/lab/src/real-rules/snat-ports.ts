import { demoTopology } from '../demo-topology.ts';
import { OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

/** As an egress gateway or a container runtime masquerades, without --random-fully and with few ports: one of them is taken. */
const rules = (iptables: Topology['iptables']): RuleSet => ({
  name: `masquerading with one port, iptables-${iptables}`,
  topology: demoTopology({ name: 'snat-ports', iptables, backend: 'host-gw' }),
  changes: [
    restore(
      'masquerade',
      'node-1',
      `iptables-${iptables}`,
      `*nat\n-I POSTROUTING -p tcp -d ${WEB_2} -j MASQUERADE --to-ports 40000\nCOMMIT`,
    ),
    sh('a connection that has the port', 'default/client', [
      `bash -c 'exec 3<>/dev/tcp/${WEB_2}/${WEB_PORT}; sleep 60' > /dev/null 2>&1 &\nsleep 0.2`,
    ]),
    sh('a connection that finds it taken', 'default/web-1', [
      `timeout 0.5 bash -c 'exec 3<>/dev/tcp/${WEB_2}/${WEB_PORT}' || true`,
    ]),
  ],
  asks: [
    ask('the port is taken', 'default/web-1', WEB_2, WEB_PORT, 'timeout', {
      finding: ['snat-port-race', /node-1 lost \d+ new connections/],
    }),
    ask('other destinations do not mind', 'default/client', OUTSIDE_HOST, 443),
    ask('nor does what is not translated', 'default/client', WEB_1, WEB_PORT),
  ],
});

export const snatPorts: readonly RuleSet[] = [rules('legacy'), rules('nft')];
