import type { Family } from '@skoop/model';

/**
 * A table in the form in which kube-proxy's nftables mode writes it (pkg/proxy/nftables/proxier.go), for the router of the test lab. The
 * service addresses lie in the servers' subnet, so that every one has a route. Services of both families: 10 two endpoints and node port
 * 30080; 11 none, and node port 30081; 12 none on this node; 13 and 14 with source ranges that hold the client, or do not; 15 client
 * affinity. `nodePortAddresses`: the setting of kube-proxy, some addresses of the node or all.
 */
export function kubeProxyRules(family: Family, nodePortAddresses: 'listed' | 'all'): string {
  const v4 = family === 4;
  const [ip, type, node, range] = v4
    ? ['ip', 'ipv4_addr', '10.1.0.1', '10.2.0.96/27']
    : ['ip6', 'ipv6_addr', 'fd01::1', 'fd02::100/120'];
  const service = (n: number): string => (v4 ? `10.2.0.${100 + n}` : `fd02::1${n}`);
  const pod = (n: number): string => (v4 ? `10.2.0.${n}` : `fd02::${n}`);
  const [inside, outside] = v4 ? ['10.1.0.0/24', '192.0.2.0/24'] : ['fd01::/64', '2001:db8::/32'];
  const to = (n: number): string => (v4 ? `${pod(n)}:80` : `[${pod(n)}]:80`);
  const listed = nodePortAddresses === 'listed';
  const onNode = `${ip} daddr @nodeport-ips`;
  const notLoopback = v4 ? 'ip daddr != 127.0.0.0/8' : 'ip6 daddr != ::1';
  const protocols = ['tcp', 'udp'];
  const all = (f: (p: string) => string): string => protocols.map(f).join(',\n');
  return `
table ${ip} kube-proxy {
  comment "rules for kube-proxy";
  set cluster-ips { type ${type}; elements = { ${[10, 11, 12, 15].map(service).join(', ')} } }
  set nodeport-ips { type ${type}; elements = { ${node} } }
  set affinity-15-2 { type ${type}; flags dynamic,timeout; timeout 3h; }
  set affinity-15-3 { type ${type}; flags dynamic,timeout; timeout 3h; }
  map no-endpoint-services { type ${type} . inet_proto . inet_service : verdict
    elements = { ${all((p) => `${service(11)} . ${p} . 80 : goto reject-chain, ${service(12)} . ${p} . 80 : drop`)} } }
  map no-endpoint-nodeports { type inet_proto . inet_service : verdict
    elements = { ${all((p) => `${p} . 30081 : goto reject-chain`)} } }
  map firewall-ips { type ${type} . inet_proto . inet_service : verdict
    elements = { ${all((p) => `${service(13)} . ${p} . 80 : goto firewall-13, ${service(14)} . ${p} . 80 : goto firewall-14`)} } }
  map service-ips { type ${type} . inet_proto . inet_service : verdict
    elements = { ${all((p) => [10, 15].map((n) => `${service(n)} . ${p} . 80 : goto service-${n}`).join(', '))},
      ${all((p) => [13, 14].map((n) => `${service(n)} . ${p} . 80 : goto external-13`).join(', '))} } }
  map service-nodeports { type inet_proto . inet_service : verdict
    elements = { ${all((p) => `${p} . 30080 : goto external-10`)} } }

  chain filter-prerouting { type filter hook prerouting priority dstnat - 10; ct state new jump firewall-check; }
  chain filter-input { type filter hook input priority -110
    ct state new jump nodeport-endpoints-check
    ct state new jump service-endpoints-check
  }
  chain filter-forward { type filter hook forward priority -110
    ct state new jump service-endpoints-check
    ct state new jump cluster-ips-check
  }
  chain filter-output { type filter hook output priority -110
    ct state new jump service-endpoints-check
    ct state new jump firewall-check
  }
  chain filter-output-post-dnat { type filter hook output priority -90; ct state new jump cluster-ips-check; }
  chain nat-prerouting { type nat hook prerouting priority dstnat; jump services; }
  chain nat-output { type nat hook output priority -100; jump services; }
  chain nat-postrouting { type nat hook postrouting priority srcnat; jump masquerading; }
  chain firewall-check { ${ip} daddr . meta l4proto . th dport vmap @firewall-ips; }
  chain service-endpoints-check { ${ip} daddr . meta l4proto . th dport vmap @no-endpoint-services; }
  chain nodeport-endpoints-check { ${listed ? onNode : notLoopback} meta l4proto . th dport vmap @no-endpoint-nodeports; }
  chain cluster-ips-check {
    ${ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"
    ${ip} daddr { ${range} } drop comment "Drop traffic to unallocated ClusterIPs"
  }
  chain services {
    ${ip} daddr . meta l4proto . th dport vmap @service-ips
    ${listed ? onNode : `fib daddr type local ${notLoopback}`} meta l4proto . th dport vmap @service-nodeports
  }
  chain reject-chain { reject; }
  chain mark-for-masquerade { meta mark set meta mark or 0x4000; }
  chain masquerading {
    meta mark & 0x4000 == 0 return
    meta mark set meta mark ^ 0x4000
    masquerade fully-random
  }
  chain firewall-13 { ${ip} saddr != { ${inside} } drop; }
  chain firewall-14 { ${ip} saddr != { ${outside} } drop; }
  chain service-10 {
    ${ip} daddr ${service(10)} ${ip} saddr != { ${pod(0)}/${v4 ? 24 : 64} } jump mark-for-masquerade
    numgen random mod 2 vmap { 0 : goto endpoint-2, 1 : goto endpoint-3 }
  }
  chain external-10 { jump mark-for-masquerade; goto service-10; }
  chain external-13 { jump mark-for-masquerade; goto endpoint-3; }
  chain service-15 {
    ${ip} saddr @affinity-15-2 goto sticky-2
    ${ip} saddr @affinity-15-3 goto sticky-3
    numgen random mod 2 vmap { 0 : goto sticky-2, 1 : goto sticky-3 }
  }
${[2, 3]
  .map(
    (n) => `
  chain endpoint-${n} {
    ${ip} saddr ${pod(n)} jump mark-for-masquerade
    meta l4proto tcp dnat to ${to(n)}
    meta l4proto udp dnat to ${to(n)}
  }
  chain sticky-${n} {
    ${ip} saddr ${pod(n)} jump mark-for-masquerade
    update @affinity-15-${n} { ${ip} saddr }
    meta l4proto tcp dnat to ${to(n)}
  }`,
  )
  .join('')}
}`;
}
