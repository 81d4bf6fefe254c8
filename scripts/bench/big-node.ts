import { createHash } from 'node:crypto';

const chain = (prefix: string, ...parts: (string | number)[]): string =>
  prefix + createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 16).toUpperCase();
const at = (base: number, n: number): string => {
  const v = base + n;
  return `${(v >>> 24) & 255}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
};
const SERVICES = 0x0a600001; // 10.96.0.1
const PODS = 0x0af40002; // 10.244.0.2

export const serviceAddress = (n: number): string => at(SERVICES, n);
export const endpointAddress = (n: number): string => at(PODS, n);

/** iptables-save of the nat table of a node as kube-proxy writes it, for `services` services with `endpoints` endpoints each. */
export function bigNode(services: number, endpoints: number): string {
  const chains: string[] = ['KUBE-SERVICES', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', 'KUBE-NODEPORTS'];
  const rules: string[] = [
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
  ];
  const calls: string[] = [];
  for (let s = 0; s < services; s++) {
    const svc = chain('KUBE-SVC-', s);
    const name = `ns-${s % 50}/svc-${s}:http`;
    chains.push(svc);
    calls.push(
      `-A KUBE-SERVICES -d ${serviceAddress(s)}/32 -p tcp -m comment --comment "${name} cluster IP" -m tcp --dport 80 -j ${svc}`,
    );
    rules.push(
      `-A ${svc} ! -s 10.244.0.0/16 -d ${serviceAddress(s)}/32 -p tcp -m comment --comment "${name} cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ`,
    );
    for (let e = 0; e < endpoints; e++) {
      const sep = chain('KUBE-SEP-', s, e);
      const address = endpointAddress(s * endpoints + e);
      const left = endpoints - e;
      const dice = left > 1 ? `-m statistic --mode random --probability ${(1 / left).toFixed(11)} ` : '';
      chains.push(sep);
      rules.push(`-A ${svc} -m comment --comment "${name} -> ${address}:8080" ${dice}-j ${sep}`);
      rules.push(`-A ${sep} -s ${address}/32 -m comment --comment "${name}" -j KUBE-MARK-MASQ`);
      rules.push(`-A ${sep} -p tcp -m comment --comment "${name}" -m tcp -j DNAT --to-destination ${address}:8080`);
    }
  }
  calls.push(
    '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
  );
  const builtin = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((c) => `:${c} ACCEPT [0:0]`);
  return [
    '*nat',
    ...builtin,
    ...chains.map((c) => `:${c} - [0:0]`),
    ...rules.slice(0, 7),
    ...calls,
    ...rules.slice(7),
    'COMMIT',
    '',
  ].join('\n');
}
