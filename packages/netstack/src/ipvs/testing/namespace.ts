import type { IpvsService } from '@skoop/model';
import type { Namespace } from '../../namespace.ts';
import { type TestNamespace, testNamespace } from '../../netfilter/testing/test-namespace.ts';
import type { RealServer } from '../scheduler.ts';

/** `10.0.0.2:8080 3` or `10.0.0.2:8080 3 route`: a real server with its weight and way. */
export function server(text: string, line: number): RealServer {
  const [at = '', weight = '1', method = 'masq'] = text.split(' ');
  const colon = at.lastIndexOf(':');
  return {
    line,
    address: at.slice(0, colon),
    port: Number(at.slice(colon + 1)),
    weight: Number(weight),
    method: method as RealServer['method'],
  };
}

/** A service at tcp 10.96.0.10:80, unless said otherwise. */
export const service = (
  scheduler: string,
  servers: readonly string[],
  more: Partial<IpvsService> = {},
): IpvsService => ({
  line: 1,
  protocol: 'tcp',
  address: '10.96.0.10',
  port: 80,
  scheduler,
  flags: [],
  destinations: servers.map((s, i) => server(s, i + 2)),
  ...more,
});

/** A node that has the virtual address, one network of servers, and conntrack on for IPVS. */
export function ipvsNamespace(ipvs: readonly IpvsService[], more: TestNamespace = {}): Namespace {
  const ns = testNamespace({
    addresses: ['eth0 10.0.0.1/24', 'kube-ipvs0 10.96.0.10/32', ...(more.addresses ?? [])],
    ...more,
    sysctls: { 'net/ipv4/vs/conntrack': '1', ...more.sysctls },
  });
  return { ...ns, dump: { ...ns.dump, ipvs } };
}
