import { createHash } from 'node:crypto';

const chain = (prefix: string, ...parts: (string | number)[]): string =>
  prefix + createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 16).toUpperCase();
const at = (base: number, n: number): string => {
  const v = base + n;
  return `${(v >>> 24) & 255}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
};
const SERVICES = 0x0a610001; // 10.97.0.1
const PODS = 0x0b000002; // 11.0.0.2

type KubeProxyText = { readonly chains: readonly string[]; readonly rules: readonly string[] };

/** What kube-proxy writes into the nat table for `services` services with `endpoints` endpoints each, in iptables-save form. */
export function kubeProxyRules(services: number, endpoints: number): KubeProxyText {
  const chains: string[] = [];
  const calls: string[] = [];
  const rules: string[] = [];
  for (let s = 0; s < services; s++) {
    const svc = chain('KUBE-SVC-', s);
    const name = `ns-${s % 50}/svc-${s}:http`;
    const address = at(SERVICES, s);
    const call = `-d ${address}/32 -p tcp -m comment --comment "${name} cluster IP" -m tcp --dport 80`;
    chains.push(svc);
    calls.push(`-A KUBE-SERVICES ${call} -j ${svc}`);
    rules.push(`-A ${svc} ! -s 10.244.0.0/16 ${call} -j KUBE-MARK-MASQ`);
    for (let e = 0; e < endpoints; e++) {
      const sep = chain('KUBE-SEP-', s, e);
      const pod = at(PODS, s * endpoints + e);
      const left = endpoints - e;
      const dice = left > 1 ? `-m statistic --mode random --probability ${(1 / left).toFixed(11)} ` : '';
      chains.push(sep);
      rules.push(`-A ${svc} -m comment --comment "${name} -> ${pod}:8080" ${dice}-j ${sep}`);
      rules.push(`-A ${sep} -s ${pod}/32 -m comment --comment "${name}" -j KUBE-MARK-MASQ`);
      rules.push(`-A ${sep} -p tcp -m comment --comment "${name}" -m tcp -j DNAT --to-destination ${pod}:8080`);
    }
  }
  return { chains: chains.map((c) => `:${c} - [0:0]`), rules: [...calls, ...rules] };
}

/** A recorded node's dump with that many services more, before its own: whoever asks for one of its own passes them all. */
export function withServices(dump: string, services: number, endpoints: number): string {
  const more = kubeProxyRules(services, endpoints);
  const lines = dump.split('\n');
  const nat = lines.findIndex((l, i) => l === '*nat' && lines.indexOf(':KUBE-SERVICES - [0:0]', i) > 0);
  const firstRule = lines.findIndex((l, i) => i > nat && (l.startsWith('[') || l.startsWith('-A ')));
  const counted = lines[firstRule]?.startsWith('[') ? '[0:0] ' : '';
  const end = lines.findIndex((l, i) => i > nat && / end 0 bytes=\d+/.test(l));
  // A frame without a byte count is one of a node without awk.
  lines[end] = (lines[end] ?? '').replace(/ bytes=\d+/, '');
  const rules = more.rules.map((r) => counted + r);
  return [...lines.slice(0, firstRule), ...more.chains, ...rules, ...lines.slice(firstRule)].join('\n');
}

/** A recorded node's dump with that many rules in front of FORWARD, of which each looks at something else than addresses and ports. */
export function withBlocklist(dump: string, count: number): string {
  const lines = dump.split('\n');
  const filter = lines.findIndex((l, i) => l === '*filter' && lines.indexOf(':KUBE-FORWARD - [0:0]', i) > 0);
  const firstRule = lines.findIndex((l, i) => i > filter && (l.startsWith('[') || l.startsWith('-A ')));
  const counted = lines[firstRule]?.startsWith('[') ? '[0:0] ' : '';
  const end = lines.findIndex((l, i) => i > filter && / end 0 bytes=\d+/.test(l));
  lines[end] = (lines[end] ?? '').replace(/ bytes=\d+/, '');
  const rules = Array.from({ length: count }, (_, i) => `${counted}-A FORWARD -i dev${i} -j DROP`);
  return [...lines.slice(0, firstRule), ...rules, ...lines.slice(firstRule)].join('\n');
}
