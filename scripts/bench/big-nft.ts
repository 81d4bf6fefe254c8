const at = (base: number, n: number): string => {
  const v = base + n;
  return `${(v >>> 24) & 255}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
};
const SERVICES = 0x0a610001; // 10.97.0.1
const PODS = 0x0b000002; // 11.0.0.2
const TABLE = { family: 'ip', table: 'kube-proxy' };
const ADDRESS_PROTOCOL_PORT = {
  concat: [
    { payload: { protocol: 'ip', field: 'daddr' } },
    { meta: { key: 'l4proto' } },
    { payload: { protocol: 'th', field: 'dport' } },
  ],
};

/** `nft -j list ruleset` as kube-proxy in nftables mode makes it: a map of all services, a chain for each and for each endpoint. */
export function kubeProxyNft(services: number, endpoints: number): string {
  const items: unknown[] = [{ metainfo: { json_schema_version: 1 } }, { table: { family: 'ip', name: 'kube-proxy' } }];
  let handle = 1;
  const chain = (name: string, base: object = {}) =>
    items.push({ chain: { ...TABLE, name, handle: handle++, ...base } });
  const rule = (name: string, ...expr: readonly unknown[]) =>
    items.push({ rule: { ...TABLE, chain: name, handle: handle++, expr } });
  const names = Array.from({ length: services }, (_, s) => `service-${s}`);
  const elem = names.map((name, s) => [{ concat: [at(SERVICES, s), 'tcp', 80] }, { goto: { target: name } }]);
  const type = ['ipv4_addr', 'inet_proto', 'inet_service'];
  items.push({ map: { ...TABLE, name: 'service-ips', type, map: 'verdict', handle: handle++, elem } });
  items.push({
    set: {
      ...TABLE,
      name: 'cluster-ips',
      type: 'ipv4_addr',
      handle: handle++,
      elem: names.map((_, s) => at(SERVICES, s)),
    },
  });
  for (const hook of ['prerouting', 'output']) {
    chain(`nat-${hook}`, { type: 'nat', hook, prio: -100, policy: 'accept' });
    rule(`nat-${hook}`, { vmap: { key: ADDRESS_PROTOCOL_PORT, data: '@service-ips' } });
  }
  chain('filter-forward', { type: 'filter', hook: 'forward', prio: -110, policy: 'accept' });
  const unknown = { match: { op: '==', left: { payload: { protocol: 'ip', field: 'daddr' } }, right: '@cluster-ips' } };
  rule('filter-forward', unknown, { reject: { type: 'icmp', expr: 'port-unreachable' } });
  names.forEach((name, s) => {
    chain(name);
    const parts = Array.from({ length: endpoints }, (_, e) => [e, { goto: { target: `endpoint-${s}-${e}` } }]);
    rule(name, { vmap: { key: { numgen: { mode: 'random', mod: endpoints, offset: 0 } }, data: { set: parts } } });
    for (let e = 0; e < endpoints; e++) {
      chain(`endpoint-${s}-${e}`);
      const to = { addr: at(PODS, s * endpoints + e), port: 8080 };
      rule(
        `endpoint-${s}-${e}`,
        { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'tcp' } },
        { dnat: to },
      );
    }
  });
  return JSON.stringify({ nftables: items });
}

/** A recorded node's dump with that rule set besides its own: whoever asks for one of its own services passes it. */
export function withNftServices(dump: string, services: number, endpoints: number): string {
  const lines = dump.split('\n');
  const begin = lines.findIndex((l) => / section nft-json$/.test(l));
  const end = lines.findIndex((l, i) => i > begin && / end \d+/.test(l));
  if (begin < 0 || end < 0) throw new Error('the dump has no nft rules to replace');
  const [mark] = (lines[begin] ?? '').split(' ');
  const section = [
    `${mark} section nft-json`,
    `${mark} command nft -j list ruleset`,
    kubeProxyNft(services, endpoints),
  ];
  return [...lines.slice(0, begin), ...section, `${mark} end 0`, ...lines.slice(end + 1)].join('\n');
}
