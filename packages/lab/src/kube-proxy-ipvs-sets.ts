import type { Address, Family } from '@skoop/model';
import { parsePrefix, prefixContains } from '@skoop/model';
import type { ProxyPort } from './kube-proxy-ports.ts';

/** ipsets of kube-proxy's ipvs mode, in the order in which it makes them (pkg/proxy/ipvs/proxier.go: ipsetInfo). */
const TYPES = {
  'LOOP-BACK': 'hash:ip,port,ip',
  'CLUSTER-IP': 'hash:ip,port',
  'EXTERNAL-IP': 'hash:ip,port',
  'EXTERNAL-IP-LOCAL': 'hash:ip,port',
  'LOAD-BALANCER': 'hash:ip,port',
  'LOAD-BALANCER-FW': 'hash:ip,port',
  'LOAD-BALANCER-LOCAL': 'hash:ip,port',
  'LOAD-BALANCER-SOURCE-IP': 'hash:ip,port,ip',
  'LOAD-BALANCER-SOURCE-CIDR': 'hash:ip,port,net',
  'NODE-PORT-TCP': 'bitmap:port',
  'NODE-PORT-LOCAL-TCP': 'bitmap:port',
  'NODE-PORT-UDP': 'bitmap:port',
  'NODE-PORT-LOCAL-UDP': 'bitmap:port',
  'NODE-PORT-SCTP-HASH': 'hash:ip,port',
  'NODE-PORT-LOCAL-SCTP-HASH': 'hash:ip,port',
  'HEALTH-CHECK-NODE-PORT': 'bitmap:port',
  'IPVS-IPS': 'hash:ip',
} as const;
export type ProxySet = keyof typeof TYPES;
export type ProxySets = Readonly<Record<ProxySet, readonly string[]>>;

/** The kernel allows 31 letters. */
const LONGEST_NAME = 31;
export const setName = (set: ProxySet, family: Family): string =>
  `KUBE-${family === 6 ? '6-' : ''}${set}`.slice(0, LONGEST_NAME);

/** Members of every set on one node. */
export function proxySets(ports: readonly ProxyPort[], node: string, nodeIp: Address): ProxySets {
  const sets = Object.fromEntries(Object.keys(TYPES).map((k) => [k, []])) as unknown as Record<ProxySet, string[]>;
  for (const p of ports) {
    const at = (ip: Address, port = p.port): string => `${ip},${p.protocol}:${port}`;
    for (const e of p.endpoints) if (e.node === node) sets['LOOP-BACK'].push(`${at(e.address, e.port)},${e.address}`);
    sets['CLUSTER-IP'].push(at(p.clusterIp));
    for (const ip of p.externalIps) sets[p.externalLocal ? 'EXTERNAL-IP-LOCAL' : 'EXTERNAL-IP'].push(at(ip));
    for (const ip of p.loadBalancerIps) {
      sets['LOAD-BALANCER'].push(at(ip));
      if (p.externalLocal) sets['LOAD-BALANCER-LOCAL'].push(at(ip));
      if (p.sourceRanges.length > 0) sets['LOAD-BALANCER-FW'].push(at(ip));
      for (const range of p.sourceRanges) sets['LOAD-BALANCER-SOURCE-CIDR'].push(`${at(ip)},${range}`);
      if (allowsNode(p, nodeIp)) sets['LOAD-BALANCER-SOURCE-IP'].push(`${at(ip)},${ip}`);
    }
    if (p.nodePort !== undefined) {
      const protocol = p.protocol === 'tcp' ? 'TCP' : 'UDP';
      sets[`NODE-PORT-${protocol}`].push(String(p.nodePort));
      if (p.externalLocal) sets[`NODE-PORT-LOCAL-${protocol}`].push(String(p.nodePort));
    }
    sets['IPVS-IPS'].push(p.clusterIp, ...p.externalIps, ...p.loadBalancerIps);
  }
  return sets;
}

export const allowsNode = (p: ProxyPort, nodeIp: Address): boolean =>
  p.sourceRanges.some((r) => {
    const prefix = parsePrefix(r);
    return prefix !== undefined && prefixContains(prefix, nodeIp);
  });

/** Input of `ipset restore`: sets that are there already lose their old members. */
export function ipsetRestore(sets: ProxySets, family: Family): string {
  const lines = (Object.keys(TYPES) as ProxySet[]).flatMap((set) => {
    const name = setName(set, family);
    const type = TYPES[set];
    const how =
      type === 'bitmap:port'
        ? 'range 0-65535'
        : `family ${family === 6 ? 'inet6' : 'inet'} hashsize 1024 maxelem 65536`;
    return [
      `create -exist ${name} ${type} ${how}`,
      `flush ${name}`,
      ...new Set(sets[set].map((m) => `add ${name} ${m}`)),
    ];
  });
  return `${lines.join('\n')}\n`;
}
