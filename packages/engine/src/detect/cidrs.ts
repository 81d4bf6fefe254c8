import { type Detected, formatPrefix, type Prefix, parsePrefix } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { type Config, optionOf } from '../config-binder.ts';
import { list, text, texts } from '../objects/field.ts';
import { QuestionError } from '../resolve/question-error.ts';
import { configMapData, yamlScalar } from './config-map.ts';

/** The cluster's pod CIDRs, joined with commas where it has two families. */
export function detectClusterCidr(cluster: Cluster, config: Config): Detected | undefined {
  const given = optionOf(config, 'cluster-cidr');
  if (given !== undefined) {
    if (!given.split(',').every((c) => parsePrefix(c.trim())))
      throw new QuestionError(
        'bad-option',
        `--cluster-cidr cannot be ${given}.`,
        'Give a range like 10.244.0.0/16; two with a comma for dual-stack.',
      );
    return { value: given, why: 'given as --cluster-cidr', certain: true };
  }
  const sources: readonly (readonly [string, () => string | undefined])[] = [
    ['ConfigMap kube-proxy, clusterCIDR', () => scalarOf(cluster, ['kube-proxy'], 'config.conf', 'clusterCIDR')],
    [
      'ConfigMap kubeadm-config, podSubnet',
      () => scalarOf(cluster, ['kubeadm-config'], 'ClusterConfiguration', 'podSubnet'),
    ],
    ['ConfigMap kube-flannel-cfg, Network', () => flannelNetwork(cluster)],
    ['--cluster-cidr of kube-controller-manager', () => controlPlaneFlag(cluster, 'cluster-cidr')],
  ];
  for (const [why, read] of sources) {
    const value = read();
    if (value !== undefined && value !== '' && value.split(',').every((c) => parsePrefix(c.trim())))
      return { value, why, certain: true };
  }
  return fromRules(cluster) ?? fromNodes(cluster);
}

function scalarOf(cluster: Cluster, names: readonly string[], key: string, scalar: string): string | undefined {
  const yaml = configMapData(cluster, names, key);
  return yaml === undefined ? undefined : yamlScalar(yaml, scalar);
}

/** flannel's net-conf.json, parsed; `{}` where it is missing or no JSON. */
export function flannelNetConf(cluster: Cluster): unknown {
  try {
    return JSON.parse(
      configMapData(cluster, ['kube-flannel-cfg', 'kube-flannel', 'flannel-config'], 'net-conf.json') ?? '{}',
    );
  } catch {
    return {};
  }
}

function flannelNetwork(cluster: Cluster): string | undefined {
  const conf = flannelNetConf(cluster);
  const all = [text(conf, 'Network'), text(conf, 'IPv6Network')].filter(
    (c) => c !== undefined && c !== '' && c !== '::/0',
  );
  return all.length > 0 ? all.join(',') : undefined;
}

/** kube-proxy masquerades what does not come from the cluster's pods: `-A KUBE-SVC-... ! -s 10.244.0.0/16 ... -j KUBE-MARK-MASQ`. */
function fromRules(cluster: Cluster): Detected | undefined {
  for (const dump of cluster.snapshot.nodes.values()) {
    const found = new Set<string>();
    for (const tables of dump.namespaces[0]?.iptables ?? []) {
      const chains = tables.tables.find((t) => t.name === 'nat')?.chains ?? [];
      const rule = chains
        .find((c) => c.name.startsWith('KUBE-SVC-') && c.rules.some((r) => r.args[0] === '!' && r.args[1] === '-s'))
        ?.rules.find((r) => r.args[0] === '!' && r.args[1] === '-s');
      if (rule?.args[2] !== undefined && parsePrefix(rule.args[2])) found.add(rule.args[2]);
    }
    if (found.size > 0)
      return { value: [...found].join(','), why: `kube-proxy's masquerade rules on ${dump.node}`, certain: true };
  }
  return undefined;
}

/** The smallest prefix that holds every node's pod CIDR, one for each family. */
function fromNodes(cluster: Cluster): Detected | undefined {
  const out: string[] = [];
  for (const family of [4, 6] as const) {
    const cidrs = cluster.nodes.flatMap((n) => n.podCidrs).flatMap((c) => parsePrefix(c) ?? []);
    const mine = cidrs.filter((c) => c.family === family);
    const [first, ...rest] = mine;
    if (first) out.push(formatPrefix(rest.reduce(commonPrefix, first)));
  }
  if (out.length === 0) return undefined;
  return { value: out.join(','), why: 'smallest prefix around podCIDR of all nodes', certain: false };
}

export function commonPrefix(a: Prefix, b: Prefix): Prefix {
  for (let length = Math.min(a.length, b.length); length > 0; length--) {
    const [x, y] = [parsePrefix(`${a.address}/${length}`), parsePrefix(`${b.address}/${length}`)];
    if (x && y && x.address === y.address) return x;
  }
  return parsePrefix(a.family === 4 ? '0.0.0.0/0' : '::/0') ?? a;
}

/** The range that cluster addresses of Services come from, if something tells it. */
export function detectServiceCidr(cluster: Cluster): Detected | undefined {
  const subnet = scalarOf(cluster, ['kubeadm-config'], 'ClusterConfiguration', 'serviceSubnet');
  if (subnet !== undefined && subnet !== '')
    return { value: subnet, why: 'ConfigMap kubeadm-config, serviceSubnet', certain: true };
  const ranges = Object.hasOwn(cluster.snapshot.objects, 'servicecidrs')
    ? (cluster.snapshot.objects.servicecidrs ?? [])
    : [];
  const cidrs = ranges.flatMap((r) => texts(r, 'spec', 'cidrs'));
  if (cidrs.length > 0) return { value: cidrs.join(','), why: 'ServiceCIDR objects', certain: true };
  const flag = controlPlaneFlag(cluster, 'service-cluster-ip-range');
  if (flag?.split(',').every((c) => parsePrefix(c)))
    return { value: flag, why: '--service-cluster-ip-range of the control plane', certain: true };
  return undefined;
}

/** A flag of the API server or the controller manager, whose static pods show their command lines. */
function controlPlaneFlag(cluster: Cluster, name: string): string | undefined {
  for (const { namespace, name: pod, object } of cluster.pods) {
    if (namespace !== 'kube-system' || !/^kube-(apiserver|controller-manager)/.test(pod)) continue;
    for (const container of list(object, 'spec', 'containers'))
      for (const word of [...texts(container, 'command'), ...texts(container, 'args')])
        if (word.startsWith(`--${name}=`)) return word.slice(name.length + 3);
  }
  return undefined;
}

/** CIDRs of a detected fact. */
export const cidrsOf = (detected: Detected | undefined): readonly string[] =>
  (detected?.value ?? '').split(',').flatMap((c) => (c.trim() === '' ? [] : [c.trim()]));
