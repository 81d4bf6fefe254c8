import type { ProxySite } from '../kube-proxy-site.ts';
import {
  CLIENT,
  endpoint,
  type GoldenFlow,
  type GoldenScenario,
  NODE,
  NODE_IP,
  POD,
  scenario,
  service,
} from './golden-flow.ts';

/** Three services of every kind of address: plain, with externalTrafficPolicy Local, with internalTrafficPolicy Local. */
const SERVICES = ([1, 2, 3] as const).map((n) =>
  service(`ns${n}/svc${n}:p80`, {
    clusterIp: `172.30.0.4${n}`,
    nodePort: 3000 + n,
    loadBalancerIps: [['1.2.3.4', '5.6.7.8', '9.10.11.12'][n - 1] ?? ''],
    externalLocal: n === 2,
    internalLocal: n === 3,
    ...(n === 2 ? { healthCheckNodePort: 30002 } : {}),
    endpoints: [endpoint(`10.180.0.${n}`, NODE), endpoint(`10.180.1.${n}`, 'remote')],
  }),
);

type Who = 'pod' | 'node' | 'external';
type Which = 1 | 2 | 3;
const SOURCES = { pod: POD, node: NODE_IP, external: CLIENT } as const;

type Flags = {
  readonly name: string;
  readonly flags: Partial<ProxySite>;
  /** Does kube-proxy know pods' traffic from others? */
  readonly tells: boolean;
};

function flowsOf({ flags, tells }: Flags): readonly GoldenFlow[] {
  const flow = (who: Who, what: string, at: string, n: Which, all: boolean, masquerade: boolean): GoldenFlow => {
    const to = [`10.180.0.${n}:80`, ...(all ? [`10.180.1.${n}:80`] : [])];
    return [`${who} to ${what} of service ${n}`, SOURCES[who], at, to, masquerade ? 'masquerade' : undefined];
  };
  return (['pod', 'node', 'external'] as const).flatMap((who) =>
    ([1, 2, 3] as const).flatMap((n): GoldenFlow[] => {
      const offCluster = tells && who !== 'pod';
      // With the external policy Local pods and the node itself are let through to all endpoints, if they can be told.
      const short = who === 'node' || (who === 'pod' && tells);
      const outside = (what: string, at: string) =>
        n === 2 ? flow(who, what, at, n, short, who === 'node') : flow(who, what, at, n, true, true);
      return [
        flow(who, 'cluster IP', `172.30.0.4${n}:80`, n, n !== 3, offCluster || flags.masqueradeAll === true),
        outside('node port', `${NODE_IP}:${3000 + n}`),
        outside('load balancer', `${SERVICES[n - 1]?.loadBalancerIps[0]}:80`),
      ];
    }),
  );
}

const CASES: readonly Flags[] = [
  { name: 'base', flags: {}, tells: true },
  { name: 'no way to tell', flags: { localTraffic: 'none' }, tells: false },
  { name: 'all', flags: { masqueradeAll: true }, tells: true },
  { name: 'all, no way to tell', flags: { masqueradeAll: true, localTraffic: 'none' }, tells: false },
  // Beyond kube-proxy's own table: the other ways to tell.
  { name: 'by interface prefix', flags: { localTraffic: { prefix: 'cali' } }, tells: true },
  { name: 'without the rule against INVALID', flags: { liberal: true }, tells: true },
  { name: 'large cluster', flags: { large: true }, tells: true },
];

export const masqueradeScenarios: readonly GoldenScenario[] = CASES.map((c) =>
  scenario(`TestInternalExternalMasquerade/${c.name}`, SERVICES, flowsOf(c), { flags: c.flags }),
);
